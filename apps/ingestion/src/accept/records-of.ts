import { headerNames, topics } from '@rapport/contracts';
import type { OutgoingMessage } from '@rapport/event-bus';
import type { Judgement } from '@rapport/events';

/** The records of an accepted item: its event, and what transforms made of it besides. */
export function recordsOf(
  { key, value, further = [] }: Judgement & { accepted: true },
  workspaceId: string,
): OutgoingMessage[] {
  const headers = { [headerNames.workspace]: workspaceId };
  return [{ key, value }, ...further].map((record) => ({ topic: topics.events, ...record, headers }));
}
