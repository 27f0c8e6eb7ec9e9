import type { Actor } from '@rapport/access';
import { newId, toIso, uuidOf } from '@rapport/kernel';
import type { IdPrefix } from '@rapport/kernel';
import type { Decision } from '../apply/decision.js';
import { momentOf } from '../apply/domain/moment.js';

const nobody = '00000000-0000-0000-0000-000000000000';

/** Who asks for a change of identity, and why. */
export interface Asked {
  workspaceId: string;
  actor: Actor;
  reason: string | null;
  dryRun: boolean;
}

/** A decision of this moment: (now, now, 0, actor id, request id), identity.md 7.1. */
export function decide(
  { actor, reason }: Asked,
  now: number,
  what: Partial<Pick<Decision, 'edges' | 'separation' | 'lifted'>>,
): Decision {
  const [prefix] = (actor.id ?? '').split('_');
  const sourceId = (actor.id && uuidOf(prefix as IdPrefix, actor.id)) ?? nobody;
  return {
    type: 'operator',
    at: toIso(now),
    moment: momentOf({ timestampMs: now, receivedAtMs: now, index: 0, sourceId, messageId: newId() }),
    ...{ actor, reason, edges: [], separation: null, lifted: null },
    ...what,
  };
}
