import type { AcceptedEvent, EventFlag } from '@rapport/contracts';
import { normaliseIdentifier, readExternalId } from '@rapport/kernel';

type IdentifyingContent = Pick<AcceptedEvent, 'type' | 'userId' | 'anonymousId' | 'previousId' | 'context'>;

/** What is odd about the identifiers of an event, as far as it shows without knowing the workspace's identity policy. */
export function flagsOfIdentifiers({
  userId,
  anonymousId,
  previousId,
  ...content
}: IdentifyingContent): EventFlag[] {
  const { externalIds } = content.context;
  const entries: readonly unknown[] = Array.isArray(externalIds) ? externalIds : [];
  const external = entries.map(readExternalId);
  const blocked =
    isBlocked('user_id', userId) ||
    isBlocked('anonymous_id', anonymousId) ||
    (content.type === 'alias' && isBlocked('user_id', previousId)) ||
    external.some((one) => one && isBlocked(one.type, one.id));
  const ignored = external.includes(undefined) || (externalIds !== undefined && !Array.isArray(externalIds));
  return [
    ...(blocked ? (['blocked_id'] as const) : []),
    ...(ignored ? (['ignored_external_id'] as const) : []),
  ];
}

/** It was given, and identifies nobody. */
function isBlocked(type: string, value: string | number | null): boolean {
  return value !== null && normaliseIdentifier(type, value) === undefined;
}
