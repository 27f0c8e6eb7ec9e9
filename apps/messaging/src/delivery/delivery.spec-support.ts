import type { EmailContent, MessageState, SendDecided, SendOrigin } from '@rapport/contracts';
import { headerNames, recordKey, topics } from '@rapport/contracts';
import type { Settings } from '@rapport/config';
import { grantsToServices, type Database } from '@rapport/database';
import { busMigrations, createEventBus, type EventBus } from '@rapport/event-bus';
import { newId, publicId, systemClock, toIso, uuidOf, type Clock } from '@rapport/kernel';
import {
  testApp,
  testDatabase,
  testWorkspace,
  type TestApp,
  type TestDatabase,
  type TestWorkspace,
  TopicWatch,
} from '@rapport/testing';
import { MessagingModule } from '../messaging.module.js';
import { messagingMigrations } from '../persistence/migrations.js';
import { aTemplateDraft } from '../templates/templates.spec-support.js';

const busPlan = {
  owner: 'bus',
  migrations: busMigrations,
  grants: grantsToServices('SELECT, INSERT, UPDATE, DELETE'),
} as const;

export interface MessagingRoom {
  test: TestDatabase;
  database: Database;
  app: TestApp;
  bus: EventBus;
  workspace: TestWorkspace;
  authorization: string;
  api(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    body?: object,
    headers?: Record<string, string>,
  ): Promise<ApiAnswer>;
  /** A published template; its id. */
  template(content?: Partial<EmailContent> & { html?: string }, messageClass?: string): Promise<string>;
  /** A person in the read model; their uuid. */
  person(given?: {
    email?: string | null;
    traits?: object;
    userId?: string;
    locale?: string;
  }): Promise<string>;
  send(given: Partial<SendDecided>): Promise<string>;
  /** Resolves once the message is in one of these states; fails with what it is after 10 s. */
  reaches(msgId: string, ...states: MessageState[]): Promise<MessageRow>;
  close(): Promise<void>;
}
export interface ApiAnswer {
  status: number;
  headers: Record<string, unknown>;
  /** Parsed JSON; shapes are what the tests are about. */
  body: ReturnType<typeof JSON.parse>;
  text: string;
}
export interface MessageRow {
  state: MessageState;
  reason: string | null;
  detail: string | null;
  attempts: number;
  maybe_duplicate: boolean;
  not_before: Date | null;
  address: string | null;
  subject: string | null;
  provider_code: string | null;
}

/** The door of messaging as its own process would open it, on a real database and the embedded bus. */
export async function messagingRoom(
  options: { clock?: Clock; settings?: Partial<Settings> } = {},
): Promise<MessagingRoom> {
  const test = await testDatabase({ owner: 'messaging', migrations: messagingMigrations }, busPlan);
  return openRoom(test, await testWorkspace(await test.openAs('access')), options);
}

/** Another process on the same database. */
export async function openRoom(
  test: TestDatabase,
  workspace: TestWorkspace,
  options: { clock?: Clock; settings?: Partial<Settings> } = {},
): Promise<MessagingRoom> {
  const clock = options.clock ?? systemClock;
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const bus = await createEventBus({
    kind: 'embedded',
    database: await test.openAs('bus'),
    clock,
    log,
    onFatal: (error) => {
      throw error;
    },
  });
  const watch = new TopicWatch(bus, test.database, [topics.messageActivity]);
  const app = await testApp(test, [MessagingModule], { ...options, clock, bus });
  const database = test.database;
  const authorization = await workspace.bearer('*');
  const { workspaceId } = workspace;
  const api: MessagingRoom['api'] = async (method, url, body, headers = {}) => {
    const answer = await app.app.inject({
      method,
      url,
      headers: { authorization, ...(body && { 'content-type': 'application/json' }), ...headers },
      ...(body && { payload: JSON.stringify(body) }),
    });
    const isJson = String(answer.headers['content-type']).includes('json');
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: answer.body,
      body: isJson ? answer.json() : null,
    };
  };
  return {
    test,
    database,
    app,
    bus,
    workspace,
    authorization,
    api,
    template: async (content = {}, messageClass = 'transactional') => {
      const created = await api('POST', '/api/v1/templates', {
        name: `T ${newId()}`,
        channel: 'email',
        messageClass,
        draft: aTemplateDraft({
          html: '<p>Hi {{ profile.traits.firstName | default: "you" }}</p>',
          ...content,
        }),
      });
      const published = await api('POST', `/api/v1/templates/${created.body.id}/publish`, {});
      if (published.status !== 200) throw new Error(published.text);
      return created.body.id as string;
    },
    person: async (given = {}) => {
      const id = newId();
      const { email = `${id}@acme.test`, traits = {}, userId = id, locale = null } = given;
      await database.query(
        `INSERT INTO messaging.recipients (workspace_id, profile_id, revision, user_id, email, locale, traits, identifiers,
           created_at, first_seen_at, last_seen_at) VALUES ($1, $2, 1, $3, $4, $5, $6, $7, now(), now(), now())`,
        [
          workspaceId,
          id,
          userId,
          email,
          locale,
          JSON.stringify(traits),
          [`user_id:${userId}`, ...(email ? [`email:${email}`] : [])],
        ],
      );
      return id;
    },
    send: async (given) => {
      const send = aSend(workspaceId, given);
      await bus.append([sendRecord(send)]);
      return send.msgId;
    },
    reaches: (msgId, ...states) => reaches(database, workspaceId, msgId, states),
    close: async () => {
      await app.close();
      await test.close();
      watch.check();
    },
  };
}

export function aSend(workspaceId: string, given: Partial<SendDecided> = {}): SendDecided {
  return {
    v: 1,
    msgId: newId(),
    workspaceId,
    profileId: null,
    address: null,
    channel: 'email',
    messageClass: 'transactional',
    template: null,
    content: null,
    locale: null,
    origin: { kind: 'api', requestId: newId() },
    context: {},
    metadata: {},
    onNotSent: 'continue',
    decidedAt: toIso(systemClock.now()),
    expiresAt: toIso(systemClock.now() + 3_600_000),
    ...given,
  };
}

export function sendRecord(send: SendDecided) {
  return {
    topic: topics.sends,
    key: recordKey(send.workspaceId, send.profileId ?? send.msgId),
    value: JSON.stringify(send),
    headers: { [headerNames.workspace]: send.workspaceId },
  };
}

export const templateRef = (id: string, version: number | null = null) => ({
  id: uuidOf('tpl', id) as string,
  version,
});
export const journeyOrigin = (runId: string, journeyId = newId()): SendOrigin => ({
  kind: 'journey',
  journeyId,
  version: 1,
  runId,
  stepKey: 'hello',
  visit: 1,
});
export const publicMessageId = (msgId: string): string => publicId('msg', msgId);

export async function eventually<T>(load: () => Promise<T | undefined>, what: () => string): Promise<T> {
  const until = Date.now() + 10_000;
  for (;;) {
    const value = await load();
    if (value !== undefined) return value;
    if (Date.now() > until) throw new Error(`never happened: ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function reaches(
  database: Database,
  workspaceId: string,
  msgId: string,
  states: MessageState[],
): Promise<MessageRow> {
  let last: MessageRow | undefined;
  return eventually(
    async () => {
      [last] = await database.query<MessageRow>(
        'SELECT * FROM messaging.messages WHERE workspace_id = $1 AND msg_id = $2',
        [workspaceId, msgId],
      );
      return last && states.includes(last.state) ? last : undefined;
    },
    () => `${states.join(' or ')}, but ${JSON.stringify(last)}`,
  );
}
