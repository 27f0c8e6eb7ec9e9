import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { readSettings, type Settings } from '@rapport/config';
import type { Database } from '@rapport/database';
import { type Clock, newId, publicId, systemClock, toIso } from '@rapport/kernel';
import type { TestDatabase } from '@rapport/testing';
import { createHash } from 'node:crypto';
import { Writable } from 'node:stream';
import { createLogger } from './logs/create-logger.js';
import { QuietBus } from './quiet-bus.spec-support.js';
import { createApp } from './runtime/create-app.js';

export interface TestApp {
  app: NestFastifyApplication;
  bus: QuietBus;
  access: Database;
  /** Lines of the log, parsed. */
  logged: Record<string, unknown>[];
  close(): Promise<void>;
}

export async function testApp(
  test: TestDatabase,
  doors: (Type | DynamicModule)[],
  given: { clock?: Clock; settings?: Partial<Settings> } = {},
): Promise<TestApp> {
  const bus = new QuietBus();
  const logged: Record<string, unknown>[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (const line of chunk.toString().split('\n').filter(Boolean)) {
        logged.push(JSON.parse(line) as Record<string, unknown>);
      }
      done();
    },
  });
  const access = await test.openAs('access');
  const app = await createApp(
    {
      settings: { ...readSettings({}), ...given.settings },
      clock: given.clock ?? systemClock,
      logger: createLogger({ level: 'info', service: 'test' }, destination),
      databaseUrl: test.url,
      accessDatabase: access,
      eventBus: bus,
    },
    doors,
  );
  return { app, bus, access, logged, close: () => app.close() };
}

export interface TestWorkspace {
  workspaceId: string;
  /** `wsp_…` */
  header: string;
  /** `Bearer sk_…` with the scopes given. */
  bearer(...scopes: string[]): Promise<string>;
  writeKey: string;
  sourceId: string;
  memberId: string;
  /** Headers of a session as a browser of ours sends them. */
  session(): Promise<{ id: string; cookie: string; csrfToken: string }>;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest();

/** A workspace with an owner and a source, as control would have made them. */
export async function testWorkspace(access: Database): Promise<TestWorkspace> {
  const [workspaceId, memberId, sourceId] = [newId(), newId(), newId()];
  const now = toIso(systemClock.now());
  const writeKey = `wk_${newId().replaceAll('-', '')}`;
  await access.query(
    `INSERT INTO access.workspaces (id, key, name, region, time_zone, default_locale, brand, identity_key, created_at, updated_at, updated_by)
     VALUES ($1, $2, 'Acme', 'default', 'UTC', 'en', '{}', $3, $4, $4, '{}')`,
    [workspaceId, `acme-${workspaceId}`, Buffer.alloc(32, 7), now],
  );
  await access.query(
    'INSERT INTO access.members (id, email, password_hash, name, created_at) VALUES ($1, $2, $3, $4, $5)',
    [memberId, `${memberId}@acme.test`, 'x', 'Ada', now],
  );
  await access.query('INSERT INTO access.memberships VALUES ($1, $2, $3, $4)', [
    workspaceId,
    memberId,
    'owner',
    now,
  ]);
  await access.query(
    `INSERT INTO access.sources (workspace_id, id, name, kind, enabled, allowed_origins, created_at, created_by, updated_at)
     VALUES ($1, $2, 'Web', 'any', true, '{}', $3, '{}', $3)`,
    [workspaceId, sourceId, now],
  );
  await access.query(
    'INSERT INTO access.write_keys (workspace_id, id, source_id, key, created_at) VALUES ($1, $2, $3, $4, $5)',
    [workspaceId, newId(), sourceId, writeKey, now],
  );
  return {
    workspaceId,
    header: publicId('wsp', workspaceId),
    writeKey,
    sourceId,
    memberId,
    bearer: async (...scopes) => {
      const keyId = newId().replaceAll('-', '');
      const secret = 's'.repeat(43);
      await access.query(
        `INSERT INTO access.api_keys (workspace_id, id, key_id, secret_hash, name, scopes, created_at, created_by)
         VALUES ($1, $2, $3, $4, 'key', $5, $6, '{}')`,
        [workspaceId, newId(), keyId, sha256(secret), scopes, now],
      );
      return `Bearer sk_${keyId}_${secret}`;
    },
    session: async () => {
      const id = newId();
      const token = sha256(id).toString('base64url');
      const csrfToken = newId();
      await access.query(
        `INSERT INTO access.sessions (id, token_hash, member_id, csrf_token, created_at, last_seen_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $5, $6)`,
        [id, sha256(token), memberId, csrfToken, now, toIso(systemClock.now() + 7 * 86_400_000)],
      );
      return { id, cookie: `rapport_session=${token}`, csrfToken };
    },
  };
}
