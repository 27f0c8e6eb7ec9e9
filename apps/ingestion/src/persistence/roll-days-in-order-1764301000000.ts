import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Days are dropped before others are made: a drop locks the whole table, and whoever holds its rest by then could meet a reader
 * who waits for that. A row of the rest that somebody adds to just now is left for the next time, as writers take their rows in
 * an order of their own.
 */
export class RollDaysInOrder1764301000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(rollDays);
  }

  /** The rule before did the same, in an order that could meet others. */
  async down(): Promise<void> {}
}

const rollDays = `
  CREATE OR REPLACE FUNCTION ingestion.roll_days(parent text, keep integer) RETURNS integer
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
    FOR name IN
      SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = ('ingestion.' || parent)::regclass AND c.relname ~ ('^' || parent || '_[0-9]{8}$')
        AND to_date(right(c.relname, 8), 'YYYYMMDD') + 1 <= current_date - keep
    LOOP
      EXECUTE format('DROP TABLE ingestion.%I', name);
      dropped := dropped + 1;
    END LOOP;
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
    EXECUTE format('DELETE FROM ingestion.%I WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM ingestion.%I WHERE %I < %L FOR UPDATE SKIP LOCKED))',
      parent || '_rest', parent || '_rest', key, current_date - keep);
    RETURN dropped;
  END $$`;
