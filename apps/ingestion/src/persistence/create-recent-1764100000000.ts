import { enableWorkspaceRls } from '@rapport/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What came to the door lately, for people to look at. The log stays the truth; these tables may be thrown away. */
export class CreateRecent1764100000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [sequence, recentEvents, byTime, sourceMinutes, rollDays]) {
      await queryRunner.query(statement);
    }
    await queryRunner.query(`ALTER TABLE ingestion.recent_events ALTER COLUMN payload SET STORAGE EXTERNAL`);
    for (const table of ['recent_events', 'source_minutes']) {
      await queryRunner.query(`CREATE TABLE ingestion.${table}_rest PARTITION OF ingestion.${table} DEFAULT`);
      await queryRunner.query(`SELECT ingestion.roll_days($1, 7)`, [table]);
    }
    await enableWorkspaceRls(queryRunner, 'ingestion.recent_events');
    await enableWorkspaceRls(queryRunner, 'ingestion.source_minutes');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP FUNCTION ingestion.roll_days(text, integer)`);
    await queryRunner.query(`DROP TABLE ingestion.recent_events, ingestion.source_minutes`);
    await queryRunner.query(`DROP SEQUENCE ingestion.recent_seq`);
  }
}

/**
 * Numbers the rows. Within one outcome and partition the numbers are in commit order, because the consumer holds that
 * partition's offset row until it commits; across partitions they are not, so a reader keeps one position for each.
 */
const sequence = `CREATE SEQUENCE ingestion.recent_seq`;

/** One row holds the events of one workspace in one chunk of one partition: their records' text, line by line, deflated. */
const recentEvents = `
  CREATE TABLE ingestion.recent_events (
    workspace_id uuid NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('accepted', 'rejected')),
    partition integer NOT NULL,
    seq bigint NOT NULL DEFAULT nextval('ingestion.recent_seq'),
    count integer NOT NULL,
    source_ids uuid[] NOT NULL,
    received_from timestamptz NOT NULL,
    received_to timestamptz NOT NULL,
    payload bytea NOT NULL,
    stored_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, outcome, partition, seq, stored_at)
  ) PARTITION BY RANGE (stored_at)`;

const byTime = `CREATE INDEX ON ingestion.recent_events (workspace_id, received_to DESC, seq DESC)`;

/** Counters per source and minute. A lane belongs to one outcome and partition, so that two consumers never meet in a row. */
const sourceMinutes = `
  CREATE TABLE ingestion.source_minutes (
    workspace_id uuid NOT NULL,
    source_id uuid NOT NULL,
    minute timestamptz NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('accepted', 'rejected')),
    partition integer NOT NULL,
    events bigint NOT NULL,
    last_received_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, source_id, minute, outcome, partition)
  ) PARTITION BY RANGE (minute)`;

/**
 * Creates the partitions of yesterday to the day after tomorrow and drops those that ended more than \`keep\` days ago. The
 * \`_rest\` partition catches what finds no day (a clock that jumped), so that no consumer ever stops for want of one.
 */
const rollDays = `
  CREATE FUNCTION ingestion.roll_days(parent text, keep integer) RETURNS integer
  LANGUAGE plpgsql SET timezone = 'UTC' SET lock_timeout = '2s' AS $$
  DECLARE
    day date;
    name text;
    key text;
    strays boolean;
    dropped integer := 0;
  BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('ingestion.roll_days')) THEN RETURN 0; END IF;
    key := CASE parent WHEN 'recent_events' THEN 'stored_at' ELSE 'minute' END;
    FOR i IN -1..2 LOOP
      day := current_date + i;
      name := parent || '_' || to_char(day, 'YYYYMMDD');
      CONTINUE WHEN to_regclass('ingestion.' || name) IS NOT NULL;
      EXECUTE format('SELECT EXISTS (SELECT FROM ingestion.%I WHERE %I >= %L AND %I < %L)',
        parent || '_rest', key, day, key, day + 1) INTO strays;
      CONTINUE WHEN strays;
      EXECUTE format('CREATE TABLE ingestion.%I (LIKE ingestion.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)',
        name, parent);
      EXECUTE format('ALTER TABLE ingestion.%I ATTACH PARTITION ingestion.%I FOR VALUES FROM (%L) TO (%L)',
        parent, name, day, day + 1);
    END LOOP;
    FOR name IN
      SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = ('ingestion.' || parent)::regclass AND c.relname ~ ('^' || parent || '_[0-9]{8}$')
        AND to_date(right(c.relname, 8), 'YYYYMMDD') + 1 <= current_date - keep
    LOOP
      EXECUTE format('DROP TABLE ingestion.%I', name);
      dropped := dropped + 1;
    END LOOP;
    EXECUTE format('DELETE FROM ingestion.%I WHERE %I < %L', parent || '_rest', key, current_date - keep);
    RETURN dropped;
  END $$`;
