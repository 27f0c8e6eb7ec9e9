import { Injectable } from '@nestjs/common';
import { toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { FoldedProfile, StoredProfile } from '../apply/domain/fold-profiles.js';
import type { NodeKey } from './identity-reader.repository.js';
import { columnsOf, type ColumnValue, jsonColumn, runPrepared, type Statement } from './run-prepared.js';

interface ProfileRow extends Omit<StoredProfile, 'firstSeenMs' | 'lastSeenMs' | 'createdMs'> {
  workspaceId: string;
  /** Seconds since the epoch. */
  firstSeenAt: number;
  lastSeenAt: number;
  createdAt: number;
}

export interface ProfileToSave {
  workspaceId: string;
  profile: FoldedProfile;
  revision: number;
}

const load: Statement = {
  name: 'profiles_load_profiles',
  text: `
    SELECT p.workspace_id AS "workspaceId", p.profile_id AS id, p.user_id AS "userId", p.email, p.phone, p.name, p.locale,
      p.time_zone AS "timeZone", p.traits::text AS traits, p.trait_limit AS "traitLimit", 
      date_part('epoch', p.first_seen_at) AS "firstSeenAt", date_part('epoch', s.last_seen_at) AS "lastSeenAt",
      date_part('epoch', p.created_at) AS "createdAt"
    FROM unnest($1::uuid[], $2::uuid[]) AS given (workspace_id, profile_id)
    JOIN profiles.profiles p USING (workspace_id, profile_id)
    JOIN profiles.profile_sightings s USING (workspace_id, profile_id)`,
};

const written =
  'user_id email phone name phone_folded name_folded locale time_zone traits trait_limit ' +
  'first_seen_at created_at updated_at revision';
const columns = written.split(' ').join(', ');
const given = `
  unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
    $10::text[], string_to_array($11, chr(1), '')::jsonb[], $12::boolean[], $13::timestamptz[], $14::timestamptz[],
    $15::timestamptz[], $16::bigint[]) AS given (workspace_id, profile_id, ${columns})`;

/** New rows and changed ones apart: an upsert locks and logs every row once more. */
const insert: Statement = {
  name: 'profiles_insert_profiles',
  text: `INSERT INTO profiles.profiles (workspace_id, profile_id, ${columns}) SELECT * FROM ${given}`,
};

const update: Statement = {
  name: 'profiles_update_profiles',
  text: `
    UPDATE profiles.profiles p
    SET (${columns}) = ROW (${written
      .split(' ')
      .map((column) => `given.${column}`)
      .join(', ')})
    FROM ${given}
    WHERE p.workspace_id = given.workspace_id AND p.profile_id = given.profile_id`,
};

const sighted = `
  (SELECT workspace_id, profile_id, identified, to_timestamp(last_seen_ms / 1000) AS last_seen_at
   FROM unnest($1::uuid[], $2::uuid[], $3::boolean[], $4::float8[]) AS given (
     workspace_id, profile_id, identified, last_seen_ms)) given`;

const insertSightings: Statement = {
  name: 'profiles_insert_sightings',
  text: `
    INSERT INTO profiles.profile_sightings (workspace_id, profile_id, identified, last_seen_at) SELECT * FROM ${sighted}`,
};

const updateSightings: Statement = {
  name: 'profiles_update_sightings',
  text: `
    UPDATE profiles.profile_sightings s SET identified = given.identified, last_seen_at = given.last_seen_at
    FROM ${sighted}
    WHERE s.workspace_id = given.workspace_id AND s.profile_id = given.profile_id`,
};

/** The id of a profile is the hash of the node that names it: of generation 0, the node's own. */
const issueIds: Statement = {
  name: 'profiles_issue_ids',
  text: `
    INSERT INTO profiles.profile_ids (workspace_id, profile_id, node_id, issued_at)
    SELECT workspace_id, profile_id, profile_id, $3 FROM unnest($1::uuid[], $2::uuid[]) AS given (workspace_id, profile_id)
    ON CONFLICT DO NOTHING`,
};

const retire: Statement = {
  name: 'profiles_retire_profiles',
  text: `
    WITH given AS (SELECT * FROM unnest($1::uuid[], $2::uuid[]) AS given (workspace_id, profile_id)),
    sightings AS (
      DELETE FROM profiles.profile_sightings s USING given
      WHERE s.workspace_id = given.workspace_id AND s.profile_id = given.profile_id
    )
    DELETE FROM profiles.profiles p USING given
    WHERE p.workspace_id = given.workspace_id AND p.profile_id = given.profile_id`,
};

const drawRevisions: Statement = {
  name: 'profiles_draw_revisions',
  text: `SELECT nextval('profiles.revisions')::text AS revision FROM generate_series(1, $1::int)`,
};

/** The fold of every live profile. Rows are written under the lock of their cluster, and only when they differ. */
@Injectable()
export class ProfileRepository {
  async load(
    tx: EntityManager,
    keys: readonly NodeKey[],
  ): Promise<(StoredProfile & { workspaceId: string })[]> {
    if (keys.length === 0) return [];
    const rows = await runPrepared<ProfileRow & Record<string, unknown>>(tx, load, keyColumns(keys));
    return rows.map(({ firstSeenAt, lastSeenAt, createdAt, ...row }) => ({
      ...row,
      firstSeenMs: Math.round(firstSeenAt * 1000),
      lastSeenMs: Math.round(lastSeenAt * 1000),
      createdMs: Math.round(createdAt * 1000),
    }));
  }

  async save(tx: EntityManager, profiles: readonly ProfileToSave[], now: string): Promise<void> {
    for (const [statement, rows] of split(profiles, insert, update)) {
      const values = columnsOf(rows, 16, (row) => profileValues(row, now));
      values[10] = jsonColumn(rows, ({ profile }) => profile.end.traits.text);
      await runPrepared(tx, statement, values);
    }
  }

  async saveSightings(
    tx: EntityManager,
    profiles: readonly { workspaceId: string; profile: FoldedProfile }[],
  ): Promise<void> {
    for (const [statement, rows] of split(profiles, insertSightings, updateSightings)) {
      const values = columnsOf(rows, 4, ({ workspaceId, profile: { id, end } }) => [
        workspaceId,
        id,
        end.facts.userId !== null,
        end.facts.lastSeenMs,
      ]);
      await runPrepared(tx, statement, values);
    }
  }

  /** An id, once issued, resolves for ever: through its node, to the profile that holds it then. */
  async issueIds(tx: EntityManager, keys: readonly NodeKey[], now: string): Promise<void> {
    if (keys.length > 0) await runPrepared(tx, issueIds, [...keyColumns(keys), now]);
  }

  async retire(tx: EntityManager, keys: readonly NodeKey[]): Promise<void> {
    if (keys.length > 0) await runPrepared(tx, retire, keyColumns(keys));
  }

  /** Drawn under the cluster locks: along every profile, a later commit has the larger one. */
  async drawRevisions(tx: EntityManager, count: number): Promise<number[]> {
    const rows = await runPrepared<{ revision: string }>(tx, drawRevisions, [count]);
    return rows.map((row) => Number(row.revision));
  }
}

function split<Row extends { profile: FoldedProfile }>(
  rows: readonly Row[],
  forNew: Statement,
  forKnown: Statement,
): [Statement, Row[]][] {
  const parts: [Statement, Row[]][] = [
    [forNew, rows.filter(({ profile }) => !profile.stored)],
    [forKnown, rows.filter(({ profile }) => profile.stored)],
  ];
  return parts.filter(([, part]) => part.length > 0);
}

/** In the order of the columns; the traits travel as a column of JSON texts. */
function profileValues({ workspaceId, profile, revision }: ProfileToSave, now: string): ColumnValue[] {
  const { facts, traitFacts, traits, locale, timeZone } = profile.end;
  return [
    workspaceId,
    profile.id,
    facts.userId,
    facts.email,
    traitFacts.phone,
    traitFacts.name,
    foldedForSearch(traitFacts.phone),
    foldedForSearch(traitFacts.name),
    locale,
    timeZone,
    null,
    traits.limited,
    toIso(facts.firstSeenMs),
    toIso(facts.createdMs),
    now,
    revision,
  ];
}

/** What the search compares: lower case, and cut, because an index entry has a largest size. */
export function foldedForSearch(text: string | null): string | null {
  return text === null ? null : text.toLowerCase().slice(0, 128);
}

function keyColumns(keys: readonly NodeKey[]): string[] {
  return columnsOf(keys, 2, (key) => [key.workspaceId, key.id]);
}
