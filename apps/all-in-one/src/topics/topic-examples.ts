import type {
  AcceptedEvent,
  DeadLetter,
  EventApplied,
  GroupChanged,
  GroupsChanged,
  MessageStateReached,
  ObjectChanged,
  ProfilesMerged,
  ProfileSnapshot,
  ProfilesUnmerged,
  SendDecided,
  TraitsChanged,
} from '@rapport/contracts';

const workspaceId = '019342a0-0000-7000-8000-0000000000aa';
const sourceId = '019342a0-0000-7000-8000-0000000000bb';
const profileId = '6f1d2c3b-4a59-4687-8776-5a4b3c2d1e0f';
const retiredId = '0a1b2c3d-4e5f-4061-8273-8495a6b7c8d9';
const eventId = '019342a1-7c00-7000-8000-000000000001';
const at = '2026-11-25T18:02:05.000Z';

const event: AcceptedEvent = {
  v: 1,
  id: eventId,
  workspaceId,
  sourceId,
  messageId: 'ajs-next-1764093725000-9d1c',
  type: 'identify',
  userId: '42',
  anonymousId: 'a3f1c2e4',
  groupId: null,
  previousId: null,
  name: null,
  category: null,
  traits: { email: 'grace@acme.test', plan: 'pro' },
  properties: null,
  context: { locale: 'de-DE', library: { name: 'analytics.js', version: 'next-1.84.3' } },
  integrations: null,
  timestamp: at,
  originalTimestamp: '2026-11-25T18:02:04.871Z',
  sentAt: '2026-11-25T18:02:04.902Z',
  receivedAt: '2026-11-25T18:02:05.031Z',
  index: 0,
  mode: 'live',
  payloadSha: '5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef',
  flags: [],
};

const profile: ProfileSnapshot = {
  userId: '42',
  email: 'grace@acme.test',
  phone: null,
  locale: 'de-DE',
  timeZone: null,
  traits: { email: 'grace@acme.test', plan: 'pro' },
  identifiers: ['anonymous_id:a3f1c2e4', 'email:grace@acme.test', 'user_id:42'],
  groups: ['acme'],
  createdAt: '2026-11-20T08:00:00.000Z',
  firstSeenAt: '2026-11-20T07:59:59.000Z',
  lastSeenAt: at,
};

const common = { v: 1 as const, workspaceId, profileId, occurredAt: at, mode: 'live' as const };

const eventApplied: EventApplied = {
  ...common,
  id: '1c2b3a49-5867-5a76-8594-a3b2c1d0e9f8',
  kind: 'event_applied',
  revision: 1041,
  cause: { type: 'event', eventId },
  event,
  anchor: { type: 'user_id', value: '42' },
  created: false,
  changes: [{ trait: 'plan', from: 'free', to: 'pro' }],
  refusedLinks: [],
  profile,
};

const traitsChanged: TraitsChanged = {
  ...common,
  id: '2c2b3a49-5867-5a76-8594-a3b2c1d0e9f8',
  kind: 'traits_changed',
  revision: 1042,
  cause: { type: 'merge', eventId },
  changes: [{ trait: 'firstName', from: null, to: 'Grace' }],
  profile,
};

const groupsChanged: GroupsChanged = {
  ...common,
  id: '5c2b3a49-5867-5a76-8594-a3b2c1d0e9f8',
  kind: 'groups_changed',
  revision: 1043,
  cause: { type: 'operator' },
  profile: { ...profile, groups: [] },
};

const profilesMerged: ProfilesMerged = {
  ...common,
  id: '3c2b3a49-5867-5a76-8594-a3b2c1d0e9f8',
  kind: 'profiles_merged',
  revision: 1040,
  cause: { type: 'merge', eventId },
  into: profileId,
  from: [retiredId],
  identifiers: ['anonymous_id:a3f1c2e4'],
  changes: [],
  profile,
};

const profilesUnmerged: ProfilesUnmerged = {
  ...common,
  id: '4c2b3a49-5867-5a76-8594-a3b2c1d0e9f8',
  kind: 'profiles_unmerged',
  revision: 1050,
  cause: { type: 'unmerge', eventId },
  from: profileId,
  to: retiredId,
  identifiers: ['anonymous_id:a3f1c2e4'],
  reason: 'late_link',
  profile,
};

const groupChanged: GroupChanged = {
  v: 1,
  kind: 'group_changed',
  id: '5d2b3a49-5867-5a76-8594-a3b2c1d0e9f8',
  workspaceId,
  groupId: '7a6b5c4d-3e2f-4160-8172-9384a5b6c7d8',
  key: 'acme',
  traits: { name: 'Acme Inc.', plan: 'enterprise', seats: 250 },
  revision: 1060,
  occurredAt: at,
};

const objectChanged: ObjectChanged = {
  v: 1,
  kind: 'object_changed',
  id: '5e2b3a49-5867-5a76-8594-a3b2c1d0e9f8',
  workspaceId,
  objectType: 'order',
  key: 'A-1001',
  attributes: { id: 'A-1001', total: 129.5, paid: true, placedAt: at },
  people: ['user_id:42'],
  groups: ['acme'],
  revision: 1061,
  occurredAt: at,
};

const send: SendDecided = {
  v: 1,
  msgId: '7d1f0f2e-8a41-5b7c-9e0d-2f3a4b5c6d7e',
  workspaceId,
  profileId,
  address: null,
  channel: 'email',
  messageClass: 'marketing',
  template: { id: '019342a0-0000-7000-8000-0000000000cc', version: null },
  content: null,
  locale: null,
  origin: {
    kind: 'journey',
    journeyId: '019342a0-0000-7000-8000-0000000000dd',
    version: 3,
    runId: '019342a1-7c00-7000-8000-0000000000ee',
    stepKey: 'welcome',
    visit: 1,
  },
  context: { event: { name: 'Signed Up', type: 'track', properties: { plan: 'free' } }, data: {}, steps: {} },
  metadata: {},
  onNotSent: 'continue',
  decidedAt: at,
  expiresAt: '2026-11-28T18:02:05.000Z',
};

const stateReached: MessageStateReached = {
  v: 1,
  kind: 'message_state_reached',
  id: '8e2f0f2e-8a41-5b7c-9e0d-2f3a4b5c6d7e',
  workspaceId,
  msgId: send.msgId,
  profileId,
  channel: 'email',
  messageClass: 'marketing',
  state: 'skipped',
  reason: 'no_address',
  origin: send.origin,
  attempt: 0,
  occurredAt: at,
};

const deadLetter: DeadLetter = {
  v: 1,
  id: '019342a1-7c00-7000-8000-000000000002',
  origin: 'ingest',
  workspaceId,
  sourceId,
  messageId: 'broken-1',
  code: 'no_identity',
  field: 'userId',
  message: 'userId or anonymousId is required',
  topic: null,
  partition: null,
  offset: null,
  consumerGroup: null,
  attempts: 1,
  payload: 'eyJ0eXBlIjoidHJhY2siLCJldmVudCI6IlNpZ25lZCBVcCIsIm1lc3NhZ2VJZCI6ImJyb2tlbi0xIn0=',
  receivedAt: at,
};

/** One record of every shape, by the name of its type; the compiler holds them to the contracts. */
export const topicExamples: Readonly<Record<string, object>> = {
  AcceptedEvent: event,
  EventApplied: eventApplied,
  TraitsChanged: traitsChanged,
  GroupsChanged: groupsChanged,
  ProfilesMerged: profilesMerged,
  ProfilesUnmerged: profilesUnmerged,
  GroupChanged: groupChanged,
  ObjectChanged: objectChanged,
  SendDecided: send,
  MessageStateReached: stateReached,
  DeadLetter: deadLetter,
};
