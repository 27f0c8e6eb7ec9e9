import { enableWorkspaceRls } from '@rapport/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The quarantine: what could not be processed, of the door and of every consumer, until it is replayed or too old. */
export class CreateDeadLetters1764200300000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [letters, ...indexes, rest, storage, rollDays])
      await queryRunner.query(statement);
    await enableWorkspaceRls(queryRunner, 'ingestion.dead_letters');
    // Reached through the parent only: without a policy of its own it shows the API's role nothing.
    await queryRunner.query(`ALTER TABLE ingestion.dead_letters_rest ENABLE ROW LEVEL SECURITY`);
    await queryRunner.query(`SELECT ingestion.roll_letter_days(now(), 30)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP FUNCTION ingestion.roll_letter_days(timestamptz, integer)`);
    await queryRunner.query(`DROP TABLE ingestion.dead_letters`);
  }
}

/**
 * `made_at` is the time that the id itself bears (uuid v7), so that whoever has an id knows the partition. Letters that say no
 * workspace stand under the nil uuid, which no workspace has. `details` is JSON as text: key and headers of a record may
 * hold what `jsonb` refuses.
 */
const letters = `
  CREATE TABLE ingestion.dead_letters (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    made_at timestamptz NOT NULL,
    origin text NOT NULL CHECK (origin IN ('ingest', 'consumer')),
    state text NOT NULL CHECK (state IN ('open', 'replayed', 'discarded')),
    code text NOT NULL,
    field text,
    message text NOT NULL,
    source_id uuid,
    message_id text,
    topic text,
    partition integer,
    "offset" bigint,
    consumer text,
    attempts integer NOT NULL,
    build text,
    received_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    operation_id uuid,
    details text NOT NULL,
    original_bytes integer,
    payload bytea NOT NULL,
    PRIMARY KEY (workspace_id, id, made_at)
  ) PARTITION BY RANGE (made_at)`;

const indexes = [
  `CREATE INDEX ON ingestion.dead_letters (workspace_id, code, id)`,
  `CREATE INDEX ON ingestion.dead_letters (workspace_id, state, origin, code, source_id, topic)`,
  `CREATE INDEX ON ingestion.dead_letters (origin, code, made_at) WHERE state = 'open'`,
];

/** Catches what finds no day, so that no letter is lost for want of one. */
const rest = `CREATE TABLE ingestion.dead_letters_rest PARTITION OF ingestion.dead_letters DEFAULT`;

/** The size of a payload is asked for more often than the payload. */
const storage = `ALTER TABLE ingestion.dead_letters ALTER COLUMN payload SET STORAGE EXTERNAL`;

/** As `roll_days`, for letters: makes the days from yesterday to the day after tomorrow, and drops those that are over. */
const rollDays = `
  CREATE FUNCTION ingestion.roll_letter_days(today timestamptz, keep integer) RETURNS integer
  LANGUAGE plpgsql SET timezone = 'UTC' SET lock_timeout = '2s' AS $$
  DECLARE
    day date;
    name text;
    strays boolean;
    dropped integer := 0;
  BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('ingestion.roll_letter_days')) THEN RETURN 0; END IF;
    FOR name IN
      SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = 'ingestion.dead_letters'::regclass AND c.relname ~ '^dead_letters_[0-9]{8}$'
        AND to_date(right(c.relname, 8), 'YYYYMMDD') + 1 <= today::date - keep
    LOOP
      EXECUTE format('DROP TABLE ingestion.%I', name);
      dropped := dropped + 1;
    END LOOP;
    FOR i IN -1..2 LOOP
      day := today::date + i;
      name := 'dead_letters_' || to_char(day, 'YYYYMMDD');
      CONTINUE WHEN to_regclass('ingestion.' || name) IS NOT NULL;
      SELECT EXISTS (SELECT FROM ingestion.dead_letters_rest WHERE made_at >= day AND made_at < day + 1) INTO strays;
      CONTINUE WHEN strays;
      EXECUTE format('CREATE TABLE ingestion.%I (LIKE ingestion.dead_letters INCLUDING DEFAULTS INCLUDING CONSTRAINTS
        INCLUDING STORAGE)', name);
      EXECUTE format('ALTER TABLE ingestion.%I ENABLE ROW LEVEL SECURITY', name);
      EXECUTE format('ALTER TABLE ingestion.dead_letters ATTACH PARTITION ingestion.%I FOR VALUES FROM (%L) TO (%L)',
        name, day, day + 1);
    END LOOP;
    DELETE FROM ingestion.dead_letters_rest WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM ingestion.dead_letters_rest WHERE made_at < today::date - keep FOR UPDATE SKIP LOCKED));
    RETURN dropped;
  END $$`;
