/**
 * The one registry of topics. A topic is a public contract: owned by one service, keyed by what it is about (mostly a person), one message per record,
 * described by a JSON Schema, versioned in its name.
 */
export const topics = {
  events: 'rapport.events.v1',
  profileActivity: 'rapport.profile-activity.v1',
  groups: 'rapport.groups.v1',
  objects: 'rapport.objects.v1',
  sends: 'rapport.sends.v1',
  messageActivity: 'rapport.message-activity.v1',
  deadLetters: 'rapport.dead-letters.v1',
} as const;

export type TopicName = (typeof topics)[keyof typeof topics];

export interface TopicDefinition {
  name: TopicName;
  title: string;
  /** The service that writes it; `all` for dead letters. */
  owner: 'ingestion' | 'profiles' | 'messaging' | 'all';
  /** Fixed when the topic is created: another number would break the order of a key. */
  partitions: number;
  key: string;
  /** The type of these contracts that a record's value has. */
  record: string;
  says: string;
  /** What a reader may rely on besides the shape, and what not. */
  promises: readonly string[];
  /** Records older than this may be gone. */
  retentionDays: number;
}

export const topicRegistry: readonly TopicDefinition[] = [
  {
    name: topics.events,
    title: 'Accepted events',
    owner: 'ingestion',
    partitions: 8,
    key: 'workspace + (userId ?? anonymousId)',
    record: 'AcceptedEvent',
    says: 'an accepted event, normalised, clock-corrected; a messageId may repeat',
    promises: [
      'Events of one key are in the order in which they were accepted.',
      'A messageId may repeat: the door remembers it as a courtesy only. Read `rapport.profile-activity.v1` to see each event once.',
      'Everything in it can be processed: what could not was turned away at the door.',
    ],
    retentionDays: 7,
  },
  {
    name: topics.profileActivity,
    title: 'Profile activity',
    owner: 'profiles',
    partitions: 8,
    key: 'workspace + profile id',
    record: 'ProfileActivity',
    says: 'event applied, traits or groups changed, profiles merged or unmerged; never repeats',
    promises: [
      'Each change is told once, in the transaction in which it happened; `id` tells apart what a reader gets twice from Kafka.',
      'Records of one profile id are in the order of `revision`, which grows along the profile, through merges too.',
      'Order across profile ids is not promised: a record of a retired id may come after the merge that retired it. Keep the last revision per id in the record.',
      '`profiles_merged` is sent on the key of `into`, which acts on it, and of each of `from`, which closes that stream.',
      'Skip a record whose `kind` you do not know: more kinds will come.',
    ],
    retentionDays: 7,
  },
  {
    name: topics.groups,
    title: 'Groups',
    owner: 'profiles',
    partitions: 8,
    key: 'workspace + group id',
    record: 'GroupChanged',
    says: 'what a group (an account, a company) is like from now on',
    promises: [
      'A record holds the whole group: one with a later `revision` replaces an earlier one, which is to be ignored.',
      'It says nothing of members: the groups of a person are in the `profile` of `rapport.profile-activity.v1`, by `key`.',
      'Order against other topics is not promised: a person may be in a group of which nothing was read yet.',
      'Skip a record whose `kind` you do not know: more kinds will come.',
    ],
    retentionDays: 7,
  },
  {
    name: topics.objects,
    title: 'Related objects',
    owner: 'profiles',
    partitions: 8,
    key: 'workspace + object type and key',
    record: 'ObjectChanged',
    says: 'what an object (an order, a subscription) is like from now on, and to whom it belongs',
    promises: [
      'A record holds the whole object: one with a later `revision` replaces an earlier one, which is to be ignored.',
      'People are named by identifier, never by profile id: a merge and an unmerge carry objects along without a record here.',
      'Order against other topics is not promised: an object may belong to an identifier that nobody has yet.',
      'Skip a record whose `kind` you do not know: more kinds will come.',
    ],
    retentionDays: 7,
  },
  {
    name: topics.sends,
    title: 'Decided sends',
    owner: 'messaging',
    partitions: 8,
    key: 'workspace + profile id',
    record: 'SendDecided',
    says: 'a decision to send one thing to one person',
    promises: [
      '`msgId` derives from what is sent to whom and why, so that a repeated decision bears the same.',
      'A decision is not a message yet: consent, address and the like are checked when it is handed over. What became of it is on `rapport.message-activity.v1`.',
      'The key is that of the person; of a bare address, that of the message.',
    ],
    retentionDays: 7,
  },
  {
    name: topics.messageActivity,
    title: 'Message activity',
    owner: 'messaging',
    partitions: 8,
    key: 'workspace + profile id',
    record: 'MessageActivity',
    says: 'every state a message reached, every decision not to send, with the reason',
    promises: [
      'Each state is told in the transaction in which the ledger took it; the states of one message are in order.',
      'The key is that of the person; of a bare address, that of the message.',
      'Skip a record whose `kind` you do not know: more kinds will come.',
    ],
    retentionDays: 7,
  },
  {
    name: topics.deadLetters,
    title: 'Dead letters',
    owner: 'all',
    partitions: 8,
    key: 'the original key',
    record: 'DeadLetter',
    says: 'what could not be processed: original bytes, reason code, where it came from',
    promises: [
      'It is written in the transaction that moves on from what could not be processed: nothing is passed over in silence.',
      '`payload` holds whatever somebody sent, undecoded. Treat it as hostile, and as personal data.',
    ],
    retentionDays: 30,
  },
];

/**
 * Headers of records. `workspace`, on every record, lets a reader route without parsing. A record with `replay-for` is a
 * dead letter published again for the one consumer group it names, because every other group has had it: they skip it.
 * `replay-of` is the id of that letter.
 */
export const headerNames = {
  workspace: 'workspace',
  replayFor: 'replay-for',
  replayOf: 'replay-of',
} as const;

/** The key of a record: everything of one person (group, object) in one workspace shares it. */
export function recordKey(workspaceId: string, subject: string): string {
  return `${workspaceId}|${subject}`;
}
