import { enableWorkspaceRls } from '@rapport/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What was seen of events: names for as long as they are in use, counts and examples by day. Whole days are dropped, so
 * that no example outlives them, and so does what each source sent.
 */
export class CreateSchema1764200000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [names, eventDays, fieldDays, outcomes, rollDays])
      await queryRunner.query(statement);
    for (const table of daily) {
      await queryRunner.query(`CREATE TABLE profiles.${table}_rest PARTITION OF profiles.${table} DEFAULT`);
      await queryRunner.query(`ALTER TABLE profiles.${table}_rest ENABLE ROW LEVEL SECURITY`);
    }
    for (const table of ['schema_names', ...daily])
      await enableWorkspaceRls(queryRunner, `profiles.${table}`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP FUNCTION profiles.roll_days(text, text, date, integer)');
    for (const table of ['schema_names', ...daily]) await queryRunner.query(`DROP TABLE profiles.${table}`);
  }
}

const daily = ['schema_event_days', 'schema_field_days', 'source_outcomes'];

/** `path` is empty for the event itself. */
const names = `
CREATE TABLE profiles.schema_names (
  workspace_id uuid NOT NULL,
  type text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  path text COLLATE "C" NOT NULL,
  first_seen_at timestamptz NOT NULL,
  last_seen_on date NOT NULL,
  PRIMARY KEY (workspace_id, type, name, path)
) WITH (fillfactor = 90)`;

/** An empty name: events beyond the workspace's limit of names. */
const eventDays = `
CREATE TABLE profiles.schema_event_days (
  workspace_id uuid NOT NULL,
  type text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  day date NOT NULL,
  source_id uuid NOT NULL,
  lane smallint NOT NULL,
  events bigint NOT NULL,
  last_seen_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, type, name, day, source_id, lane)
) PARTITION BY RANGE (day)`;

/** An empty path: what is beyond the limit of names or depth. An event counts once per type that it has there. */
const fieldDays = `
CREATE TABLE profiles.schema_field_days (
  workspace_id uuid NOT NULL,
  type text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  path text COLLATE "C" NOT NULL,
  day date NOT NULL,
  lane smallint NOT NULL,
  events bigint NOT NULL,
  filled bigint NOT NULL,
  strings bigint NOT NULL,
  date_times bigint NOT NULL,
  integers bigint NOT NULL,
  numbers bigint NOT NULL,
  booleans bigint NOT NULL,
  nulls bigint NOT NULL,
  objects bigint NOT NULL,
  arrays bigint NOT NULL,
  examples jsonb NOT NULL,
  last_seen_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, type, name, path, day, lane)
) PARTITION BY RANGE (day)`;

const outcomes = `
CREATE TABLE profiles.source_outcomes (
  workspace_id uuid NOT NULL,
  source_id uuid NOT NULL,
  bucket_at timestamptz NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('applied', 'duplicate', 'conflict')),
  lane smallint NOT NULL,
  events bigint NOT NULL,
  last_received_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, source_id, bucket_at, outcome, lane)
) PARTITION BY RANGE (bucket_at)`;

/**
 * A day is attached, not created in place, which would lock out every reader and writer of the table. Its rows change often
 * and keep their key: pages leave room for the next version of a row. Days are dropped first, since that locks the whole table:
 * whoever holds a part of it already could meet a reader who waits for that part. A row of the rest that somebody adds to just
 * now is left for the next hour, as writers take their rows in an order of their own.
 */
const rollDays = `
CREATE FUNCTION profiles.roll_days(parent text, key text, today date, keep integer) RETURNS void
LANGUAGE plpgsql SET timezone = 'UTC' SET lock_timeout = '5s' AS $$
DECLARE
  day date;
  part text;
  strays boolean;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('profiles.roll_days'));
  FOR part IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = ('profiles.' || parent)::regclass AND c.relname ~ ('^' || parent || '_[0-9]{8}$')
       AND to_date(right(c.relname, 8), 'YYYYMMDD') < today - keep
  LOOP
    EXECUTE format('DROP TABLE profiles.%I', part);
  END LOOP;
  FOR ahead IN -1..2 LOOP
    day := today + ahead;
    part := parent || '_' || to_char(day, 'YYYYMMDD');
    CONTINUE WHEN to_regclass('profiles.' || part) IS NOT NULL;
    EXECUTE format('SELECT EXISTS (SELECT FROM profiles.%I WHERE %I >= %L AND %I < %L)',
      parent || '_rest', key, day, key, day + 1) INTO strays;
    CONTINUE WHEN strays;
    EXECUTE format('CREATE TABLE profiles.%I (LIKE profiles.%I INCLUDING CONSTRAINTS) WITH (fillfactor = 70)', part, parent);
    EXECUTE format('ALTER TABLE profiles.%I ATTACH PARTITION profiles.%I FOR VALUES FROM (%L) TO (%L)',
      parent, part, day, day + 1);
    EXECUTE format('ALTER TABLE profiles.%I ENABLE ROW LEVEL SECURITY', part);
  END LOOP;
  EXECUTE format('DELETE FROM profiles.%I WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM profiles.%I WHERE %I < %L FOR UPDATE SKIP LOCKED))', parent || '_rest', parent || '_rest', key, today - keep);
END $$`;
