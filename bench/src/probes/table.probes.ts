import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { Client } from 'pg';
import { cpuOf } from '../harness/cpu.js';
import type { Probe, ProbeContext } from './probe.js';

const batchSize = 500;

interface TableWork {
  name: string;
  does: string;
  create: string;
  /** Fills what the work needs, uncounted. */
  prepare?(client: Client, events: readonly SampleEvent[]): Promise<void>;
  batch(client: Client, events: readonly SampleEvent[], first: number): Promise<void>;
}

interface SampleEvent {
  messageId: string;
  userId: string;
  timestamp: string;
}

/** One prepared statement and one commit for every 500 events, in a table of its own. */
function tableProbe(work: TableWork): Probe {
  return {
    name: work.name,
    does: work.does,
    run: async ({ databaseUrl, postgresPid, events }: ProbeContext) => {
      const client = new Client({ connectionString: databaseUrl });
      await client.connect();
      await client.query(
        `DROP SCHEMA IF EXISTS probe CASCADE; CREATE SCHEMA probe; SET search_path = probe; ${work.create}`,
      );
      const sample = events as readonly SampleEvent[];
      await work.prepare?.(client, sample);
      const before = cpuOf([process.pid, postgresPid]);
      for (let first = 0; first < sample.length; first += batchSize) {
        await client.query('BEGIN');
        await work.batch(client, sample.slice(first, first + batchSize), first);
        await client.query('COMMIT');
      }
      const used = cpuOf([process.pid, postgresPid]) - before;
      await client.query('DROP SCHEMA probe CASCADE');
      await client.end();
      return used / events.length;
    },
  };
}

/** Appends the events to a log of segment rows and reads them back. */
export const logProbe = tableProbe({
  name: 'L-log',
  does: 'appends 500 events a commit to a log of deflated segments, and reads them back',
  create:
    'CREATE TABLE log (partition int, first_offset bigint, payload bytea NOT NULL, PRIMARY KEY (partition, first_offset))',
  batch: async (client, events, first) => {
    const payload = deflateRawSync(Buffer.from(events.map((event) => JSON.stringify(event)).join('\n')), {
      level: 1,
    });
    await client.query('INSERT INTO log VALUES (0, $1, $2)', [first, payload]);
    await client.query('SELECT payload FROM log WHERE partition = 0 AND first_offset = $1', [first]);
  },
});

/** One exact de-duplication row per event. */
export const dedupeProbe = tableProbe({
  name: 'L-dedupe',
  does: 'inserts one 16-byte key per event, ON CONFLICT DO NOTHING',
  create:
    'CREATE TABLE seen (workspace_id int, id_hash bytea, day date, PRIMARY KEY (workspace_id, id_hash))',
  batch: async (client, events) => {
    const keys = events
      .map((event) => createHash('sha256').update(event.messageId).digest().subarray(0, 16))
      .sort(Buffer.compare);
    await client.query(
      `INSERT INTO seen SELECT 1, k, '2026-01-01' FROM unnest($1::bytea[]) k ON CONFLICT DO NOTHING RETURNING id_hash`,
      [keys],
    );
  },
});

/** The event rows, with the two indexes that a timeline needs. */
export const storeProbe = tableProbe({
  name: 'L-copy',
  does: 'inserts 500 event rows a commit into a table with two indexes',
  create:
    'CREATE TABLE events (id text PRIMARY KEY, anchor bytea, at timestamptz, payload text); CREATE INDEX ON events (anchor, at)',
  batch: async (client, events) => {
    await client.query(
      'INSERT INTO events SELECT * FROM unnest($1::text[], $2::bytea[], $3::timestamptz[], $4::text[])',
      [
        events.map((event) => event.messageId),
        events.map((event) => createHash('sha256').update(event.userId).digest().subarray(0, 16)),
        events.map((event) => event.timestamp),
        events.map((event) => JSON.stringify(event)),
      ],
    );
  },
});

/** One row per profile, updated from arrays. */
export const updateProbe = tableProbe({
  name: 'L-upd',
  does: 'updates one profile row per event from arrays, in id order',
  create: 'CREATE TABLE profiles (id text PRIMARY KEY, traits text, seen timestamptz) WITH (fillfactor = 70)',
  prepare: async (client, events) => {
    const people = [...new Set(events.map((event) => event.userId))];
    const traits = JSON.stringify({
      email: 'somebody@bench.test',
      plan: 'free',
      logins: 1,
      firstName: 'Grace',
    });
    await client.query('INSERT INTO profiles SELECT p, $2, now() FROM unnest($1::text[]) p', [
      people,
      traits,
    ]);
  },
  batch: async (client, events) => {
    const latest = [...new Map(events.map((event) => [event.userId, event])).values()].sort((a, b) =>
      a.userId < b.userId ? -1 : 1,
    );
    await client.query(
      'UPDATE profiles p SET seen = u.at FROM unnest($1::text[], $2::timestamptz[]) AS u (id, at) WHERE p.id = u.id',
      [latest.map((event) => event.userId), latest.map((event) => event.timestamp)],
    );
  },
});
