import type {
  Channel,
  EmailContent,
  EventType,
  JourneyDraft,
  JsonObject,
  MessageClass,
  MessageState,
  Problem,
  RunState,
  TemplateDraft,
} from '@rapport/contracts';

export interface Page<T> {
  data: T[];
  nextCursor: string | null;
}

export interface SetupCheck {
  id: string;
  ok: boolean | null;
  proof: string | null;
  at: string | null;
  link: string | null;
}
export interface SetupState {
  ownerExists: boolean;
  publicUrl: string;
  version: string;
  checks: SetupCheck[];
}
export interface SetupResult {
  workspace: Workspace;
  member: Member;
  source: Source;
  apiKey: ApiKey & { secret: string };
  csrfToken: string;
}
export interface Member {
  id: string;
  email: string;
  name: string | null;
}
export interface Session {
  member: Member;
  workspaces: { id: string; name: string; role: string }[];
  csrfToken: string;
}
export interface Workspace {
  id: string;
  name: string;
  key: string;
  region: string;
  timeZone: string;
  defaultLocale?: string | null;
  postalAddress?: string | null;
  createdAt: string;
}
export interface ApiKey {
  id: string;
  name: string;
  scopes: string[];
  createdAt: string;
  createdBy: Actor | null;
  lastUsedAt: string | null;
  expiresAt: string | null;
  revokedAt: string | null;
  secret?: string | null;
}
export interface Actor {
  kind: string;
  id: string;
  name: string | null;
}

export type SourceKind = 'any' | 'browser' | 'mobile' | 'server';
export interface WriteKey {
  id: string;
  key: string;
  createdAt: string;
  lastUsedAt: string | null;
  expiresAt: string | null;
}
export interface Source {
  id: string;
  name: string;
  kind: SourceKind;
  enabled: boolean;
  writeKey: string;
  writeKeys?: WriteKey[];
  allowedOrigins: string[];
  rateLimit: { eventsPerSecond: number } | null;
  /** Types of identifiers that its events are matched on; null: every one. */
  matchOn: string[] | null;
  trackingPlanId: string | null;
  createdAt: string;
  archivedAt: string | null;
}
export type SnippetKind = 'html' | 'npm' | 'node' | 'python' | 'curl' | 'rudderstack';
export type Snippets = Partial<Record<SnippetKind, string>>;
export interface SourceStats {
  sourceId: string;
  lastEventAt: string | null;
  acceptedLastHour: number;
  rejectedLastHour: number;
  /** In the last whole minute. */
  acceptedLastMinute: number;
  /** Oldest first; empty unless asked for. */
  hours: { at: string; accepted: number; rejected: number }[];
}

export interface Profile {
  id: string;
  userId: string | null;
  email: string | null;
  phone: string | null;
  identifiers: {
    type: string;
    value: string;
    sourceId: string | null;
    firstSeenAt: string;
    lastSeenAt: string;
  }[];
  traits: JsonObject;
  /** The present one first. */
  groups: { id: string; groupId: string }[];
  locale: string | null;
  timeZone: string | null;
  firstSeenAt: string;
  lastSeenAt: string;
  createdAt: string;
  updatedAt: string;
  mergedFrom: string[];
}
export interface TimelineEvent {
  id: string;
  messageId: string;
  type: EventType;
  name: string | null;
  timestamp: string;
  receivedAt: string;
  sourceId: string | null;
  properties: JsonObject | null;
  /** Of identify and group calls. */
  traits: JsonObject | null;
  context: JsonObject | null;
  /** Identifiers that it named and that stayed with others. */
  refusedLinks: { type: string; value: string; reason: string }[];
}

export interface Versioned<Draft> {
  id: string;
  key: string;
  name: string;
  description: string | null;
  tags: string[];
  status: string;
  draft?: Draft | null;
  published: { version: number; publishedAt: string; publishedBy: Actor | null } | null;
  hasUnpublishedChanges: boolean;
  createdAt: string;
  createdBy: Actor | null;
  updatedAt: string;
  updatedBy: Actor | null;
  archivedAt: string | null;
}
export interface Version<Content> {
  version: number;
  publishedAt: string;
  publishedBy: Actor | null;
  comment: string | null;
  checksum: string;
  content?: Content;
}
export interface Template extends Versioned<TemplateDraft> {
  channel: Channel;
  messageClass: MessageClass;
}
export interface Journey extends Versioned<JourneyDraft> {
  counts: { active: number; completed: number; exited: number };
  startedAt: string | null;
}

export interface Rendering {
  id: string;
  locale: string;
  subject: string;
  preheader: string | null;
  html: string;
  text: string;
  previewUrl: string;
  variables: { name: string; value: unknown; found: boolean }[];
  missing: string[];
  problems: Problem[];
}
export type RenderRequest = { channel: Channel; content: EmailContent; messageClass: MessageClass } & {
  profile?: string;
  event?: JsonObject;
};

export interface RunVisit {
  step: string;
  visit: number;
  enteredAt: string;
  leftAt: string | null;
  outcome: string | null;
  branch: string | null;
  msgId?: string | null;
}
export interface Run {
  id: string;
  journeyId: string;
  version: number;
  profileId: string;
  key: string | null;
  state: RunState;
  exitReason: string | null;
  step: string | null;
  waitingUntil: string | null;
  enteredAt: string;
  endedAt: string | null;
  event: JsonObject | null;
  visits: RunVisit[];
}

export interface Message {
  id: string;
  channel: Channel;
  messageClass: MessageClass;
  state: MessageState;
  reason: string | null;
  final: boolean;
  maybeDuplicate: boolean;
  test: boolean;
  profileId: string | null;
  address: string | null;
  templateId: string | null;
  templateVersion: number | null;
  locale: string | null;
  subject: string | null;
  origin:
    | { kind: 'journey'; journeyId: string; version: number; runId: string; stepKey: string; visit: number }
    | { kind: 'api'; requestId?: string };
  provider: { accountId: string | null; kind: string; providerMessageId: string | null } | null;
  attempts: number;
  plannedAt: string;
  handedOverAt: string | null;
  deliveredAt: string | null;
  endedAt: string | null;
  expiresAt: string | null;
  history?: {
    state: MessageState;
    reason: string | null;
    at: string;
    attempt: number | null;
    detail: string | null;
  }[];
}
export interface MessageContent {
  from: { name?: string | null; address: string } | string;
  to: string;
  headers: Record<string, string>;
  subject: string;
  html: string | null;
  text: string | null;
  sha256: string;
}

export interface MailboxItem {
  id: string;
  msgId: string | null;
  channel: Channel;
  from: { name: string | null; address: string };
  recipient: string;
  subject: string;
  snippet: string;
  sizeBytes: number;
  receivedAt: string;
}
export interface MailboxMessage extends MailboxItem {
  headers: Record<string, string>;
  html: string | null;
  text: string | null;
  links: { text: string; url: string }[];
}
