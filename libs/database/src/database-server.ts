import { messageOf, StartError } from '@rapport/kernel';
import type { Settings } from '@rapport/config';
import { Client } from 'pg';
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './embedded/embedded-postgres.js';
import { keepRunning } from './embedded/keep-running.js';

/** The PostgreSQL of this installation, running. */
export interface DatabaseServer {
  url: string;
  /** `embedded` or `external`, and for people: where the data lies. */
  kind: 'embedded' | 'external';
  place: string;
  /** Held while Rapport runs, so that a second one does not share an embedded data folder. */
  stop(): Promise<void>;
}

/** Any number will do, as long as nobody else uses it: it marks the owner of an embedded data folder. */
const ownerLock = 7_270_676_801;
const oldestVersion = 150_000;

/**
 * Opens the database server that the settings ask for.
 * @throws StartError in one line that says what to do
 */
export async function openDatabaseServer(
  settings: Pick<Settings, 'databaseUrl' | 'dataDir' | 'embeddedPostgresUser'>,
): Promise<DatabaseServer> {
  if (settings.databaseUrl !== null) return openExternal(settings.databaseUrl);
  return openEmbedded({ dataDir: settings.dataDir, user: settings.embeddedPostgresUser });
}

async function openEmbedded(options: EmbeddedPostgresOptions): Promise<DatabaseServer> {
  const server = await startEmbeddedPostgres(options);
  let owner = await holdOwnerLock(server.url, server.folder);
  const startAgain = async (): Promise<EmbeddedPostgres> => {
    const next = await startEmbeddedPostgres(options);
    if (next.url === server.url) return next;
    await next.stop();
    throw new StartError(`The port of the embedded PostgreSQL in ${server.folder} is taken.`);
  };
  const kept = keepRunning(server, startAgain, async () => {
    owner = await holdOwnerLock(server.url, server.folder);
  });
  return {
    url: server.url,
    kind: 'embedded',
    place: server.folder,
    stop: async () => {
      await owner.end().catch(() => undefined);
      await kept.stop();
    },
  };
}

async function holdOwnerLock(url: string, folder: string): Promise<Client> {
  const client = new Client({ connectionString: url, application_name: 'rapport owner' });
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [
    ownerLock,
  ]);
  if (rows[0]?.held) return client;
  await client.end();
  throw new StartError(
    `Another Rapport is using the data folder ${folder}. Stop it, or set DATA_DIR to another folder.`,
  );
}

async function openExternal(url: string): Promise<DatabaseServer> {
  const place = `${new URL(url).hostname}:${new URL(url).port || '5432'}`;
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>(
      `SELECT current_setting('server_version_num') AS version`,
    );
    if (Number(rows[0]?.version) < oldestVersion) {
      throw new StartError(
        `DATABASE_URL points to a PostgreSQL that is too old (${place}). Rapport needs 15 or newer.`,
      );
    }
  } catch (cause) {
    if (cause instanceof StartError) throw cause;
    const reason = (cause as { code?: string }).code ?? messageOf(cause);
    throw new StartError(
      `The PostgreSQL of DATABASE_URL cannot be used (${place}: ${reason}). Start it, correct DATABASE_URL, ` +
        `or unset it to use the embedded one.`,
      { cause },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
  return { url, kind: 'external', place, stop: () => Promise.resolve() };
}
