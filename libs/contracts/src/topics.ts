/**
 * The one registry of topics. A topic is a public contract: owned by one service, keyed by person, one message per record,
 * described by a JSON Schema, versioned in its name.
 */
export const topics = {
  events: 'rapport.events.v1',
  profileActivity: 'rapport.profile-activity.v1',
  sends: 'rapport.sends.v1',
  messageActivity: 'rapport.message-activity.v1',
  deadLetters: 'rapport.dead-letters.v1',
} as const;

export type TopicName = (typeof topics)[keyof typeof topics];

export interface TopicDefinition {
  name: TopicName;
  /** The service that writes it; `all` for dead letters. */
  owner: 'ingestion' | 'profiles' | 'messaging' | 'all';
  /** Fixed when the topic is created: another number would break the order of a key. */
  partitions: number;
  key: string;
  says: string;
}

export const topicRegistry: readonly TopicDefinition[] = [
  {
    name: topics.events,
    owner: 'ingestion',
    partitions: 8,
    key: 'workspace + (userId ?? anonymousId)',
    says: 'an accepted event, normalised, clock-corrected; a messageId may repeat',
  },
  {
    name: topics.profileActivity,
    owner: 'profiles',
    partitions: 8,
    key: 'workspace + profile id',
    says: 'event applied, traits changed, profiles merged or unmerged; never repeats',
  },
  {
    name: topics.sends,
    owner: 'messaging',
    partitions: 8,
    key: 'workspace + profile id',
    says: 'a decision to send one thing to one person',
  },
  {
    name: topics.messageActivity,
    owner: 'messaging',
    partitions: 8,
    key: 'workspace + profile id',
    says: 'every state a message reached, every decision not to send, with the reason',
  },
  {
    name: topics.deadLetters,
    owner: 'all',
    partitions: 8,
    key: 'the original key',
    says: 'what could not be processed: original bytes, reason code, where it came from',
  },
];

/** Headers of every record. `workspace` lets a reader route without parsing. */
export const headerNames = { workspace: 'workspace' } as const;

/** The key of a record: everything of one person in one workspace shares it. */
export function recordKey(workspaceId: string, person: string): string {
  return `${workspaceId}|${person}`;
}
