import type { AcceptedEvent } from '@rapport/contracts';
import { newId } from '@rapport/kernel';

/** A valid accepted event; give only what the test is about. */
export function anEvent(given: Partial<AcceptedEvent> = {}): AcceptedEvent {
  const type = given.type ?? 'track';
  const timestamp = given.timestamp ?? '2026-01-01T12:00:00.000Z';
  return {
    v: 1,
    id: newId(),
    workspaceId: '00000000-0000-7000-8000-000000000001',
    sourceId: '00000000-0000-7000-8000-000000000002',
    messageId: newId(),
    type,
    userId: type === 'track' || type === 'identify' ? 'user-1' : null,
    anonymousId: null,
    groupId: null,
    previousId: null,
    name: type === 'track' ? 'Something Happened' : null,
    category: null,
    traits: type === 'identify' || type === 'group' ? {} : null,
    properties: type === 'identify' || type === 'group' || type === 'alias' ? null : {},
    context: {},
    integrations: null,
    originalTimestamp: timestamp,
    sentAt: null,
    receivedAt: '2026-01-01T12:00:01.000Z',
    index: 0,
    mode: 'live',
    payloadSha: '0'.repeat(64),
    flags: [],
    ...given,
    timestamp,
  };
}
