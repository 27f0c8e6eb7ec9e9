import { readSettings } from '@rapport/config';
import { newId, publicId } from '@rapport/kernel';
import { testApp, testDatabase, type TestDatabase } from '@rapport/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ControlModule } from '../src/control.module.js';
import { newApiKeySecret, newWriteKey } from '../src/credentials/new-credentials.js';
import { controlPlan } from '../src/persistence/control-plan.spec-support.js';

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  json: ReturnType<typeof JSON.parse>;
}

export interface CallOptions {
  headers?: Record<string, string>;
  /** Sent as JSON; a string is sent as it is. */
  body?: unknown;
}

export type Call = (method: string, path: string, options?: CallOptions) => Promise<Answer>;

export interface RunningControl {
  app: NestFastifyApplication;
  origin: string;
  test: TestDatabase;
  call: Call;
  close(): Promise<void>;
}

/** Control over HTTP, as it runs, on a database of its own. */
export async function bootControl(
  environment: Record<string, string> = {},
  shared?: TestDatabase,
): Promise<RunningControl> {
  const test = shared ?? (await testDatabase(controlPlan));
  const release = async (): Promise<void> => {
    if (!shared) await test.close();
  };
  try {
    const { app, close } = await testApp(test, [ControlModule], { settings: readSettings(environment) });
    await app.listen(0, '127.0.0.1');
    const origin = await app.getUrl();
    return { app, origin, test, call: callerOf(origin), close: () => close().then(release) };
  } catch (error) {
    await release();
    throw error;
  }
}

function callerOf(origin: string): Call {
  return async (method, path, { headers = {}, body } = {}) => {
    const response = await fetch(origin + path, {
      method,
      redirect: 'manual',
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson && text ? JSON.parse(text) : undefined,
    };
  };
}

export const owner = { email: 'ada@acme.test', password: 'correct horse battery', workspaceName: 'Acme' };

export function bearer(secret: string): Record<string, string> {
  return { authorization: `Bearer ${secret}` };
}

export interface OtherWorkspace {
  id: string;
  secret: string;
  sourceId: string;
  writeKey: string;
  writeKeyId: string;
  apiKeyId: string;
}

/** A second workspace with a key of all scopes and a source: there is no route for that yet. */
export async function anotherWorkspace(
  test: TestDatabase,
  scopes: string[] = ['*'],
): Promise<OtherWorkspace> {
  const [workspaceId, sourceId, writeKeyId, apiKeyId] = [newId(), newId(), newId(), newId()];
  const secret = newApiKeySecret();
  const writeKey = newWriteKey();
  const run = (sql: string, values: unknown[]): Promise<unknown> => test.database.query(sql, values);
  await run(
    `INSERT INTO access.workspaces (id, key, name, region, time_zone, default_locale, brand, identity_key,
       created_at, updated_at, updated_by)
     VALUES ($1, $2, 'Globex', 'default', 'UTC', 'en', '{}', $3, now(), now(), '{}')`,
    [workspaceId, `globex-${workspaceId}`, Buffer.alloc(32, 7)],
  );
  await run(
    `INSERT INTO access.sources (workspace_id, id, name, kind, enabled, allowed_origins, created_at, created_by, updated_at)
     VALUES ($1, $2, 'Foreign source', 'any', true, '{}', now(), '{}', now())`,
    [workspaceId, sourceId],
  );
  await run(
    `INSERT INTO access.write_keys (workspace_id, id, source_id, key, created_at) VALUES ($1, $2, $3, $4, now())`,
    [workspaceId, writeKeyId, sourceId, writeKey],
  );
  await run(
    `INSERT INTO access.api_keys (workspace_id, id, key_id, secret_hash, name, scopes, created_at, created_by)
     VALUES ($1, $2, $3, $4, 'Foreign key', $5, now(), '{}')`,
    [workspaceId, apiKeyId, secret.keyId, secret.secretHash, scopes],
  );
  return {
    id: publicId('wsp', workspaceId),
    secret: secret.full,
    sourceId: publicId('src', sourceId),
    writeKey,
    writeKeyId: publicId('wkk', writeKeyId),
    apiKeyId: publicId('key', apiKeyId),
  };
}
