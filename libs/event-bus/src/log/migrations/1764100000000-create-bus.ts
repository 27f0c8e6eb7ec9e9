import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The log of the embedded bus and of the relay, and every group's offsets. Statements are the documentation of the layout. */
export class CreateBus1764100000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(partitions);
    await queryRunner.query(segments);
    await queryRunner.query(`ALTER TABLE bus.segments ALTER COLUMN payload SET STORAGE EXTERNAL`);
    await queryRunner.query(`CREATE TABLE bus.segments_rest PARTITION OF bus.segments DEFAULT`);
    await queryRunner.query(consumerOffsets);
    await queryRunner.query(rollSegments);
    await queryRunner.query(`SELECT bus.roll_segments(interval '7 days', '{}')`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP FUNCTION bus.roll_segments(interval, text[])`);
    await queryRunner.query(`DROP TABLE bus.consumer_offsets, bus.segments, bus.partitions`);
  }
}

/**
 * The counter row of a partition gives the offsets. It stays locked until the publisher commits, so that offset order is
 * commit order and a reader that asks for `>= next` never skips a late committer (reliability.md 0.4). The low fill factor
 * keeps its updates on the page.
 */
const partitions = `
  CREATE TABLE bus.partitions (
    topic text NOT NULL,
    partition integer NOT NULL,
    next_offset bigint NOT NULL DEFAULT 0,
    log_epoch uuid NOT NULL DEFAULT gen_random_uuid(),
    PRIMARY KEY (topic, partition)
  ) WITH (fillfactor = 10)`;

/** One row holds a run of consecutive records of one partition (performance.md 3.4); codec 0 is plain, 1 is raw deflate. */
const segments = `
  CREATE TABLE bus.segments (
    topic text NOT NULL,
    partition integer NOT NULL,
    first_offset bigint NOT NULL,
    count integer NOT NULL CHECK (count > 0),
    codec smallint NOT NULL CHECK (codec IN (0, 1)),
    payload bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (topic, partition, first_offset, created_at)
  ) PARTITION BY RANGE (created_at)`;

/**
 * The truth about what a group has done. `log` says which log `next_offset` counts in. `log_mark` proves that the log is
 * still the same one. `relayed_*` is how far the group has come in the log tables by way of the relay: it drops what the
 * relay ships twice, and carries a group over when an installation moves from one bus to the other.
 */
const consumerOffsets = `
  CREATE TABLE bus.consumer_offsets (
    consumer_group text NOT NULL,
    log text NOT NULL CHECK (log IN ('tables', 'kafka')),
    topic text NOT NULL,
    partition integer NOT NULL,
    next_offset bigint NOT NULL,
    log_mark text,
    relayed_epoch uuid,
    relayed_next bigint NOT NULL DEFAULT 0,
    owner text,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer_group, log, topic, partition)
  ) WITH (fillfactor = 20)`;

/**
 * Creates the daily partitions of the coming week and drops those that are older than `retention` and that every group has
 * (but for the unheeded ones) has passed; oldest first, so that the log never has a hole. SECURITY DEFINER, because a service's role may not change tables.
 * `segments_rest` catches what finds no day (a clock that jumped), so that a publisher never fails for want of a partition.
 */
const rollSegments = `
  CREATE FUNCTION bus.roll_segments(retention interval, unheeded_groups text[]) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET lock_timeout = '2s' AS $$
  DECLARE
    day date;
    name text;
    behind boolean;
    dropped integer := 0;
  BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('bus.roll_segments')) THEN RETURN 0; END IF;
    FOR i IN 0..7 LOOP
      day := current_date + i;
      name := 'segments_' || to_char(day, 'YYYYMMDD');
      CONTINUE WHEN to_regclass('bus.' || name) IS NOT NULL
        OR EXISTS (SELECT FROM bus.segments_rest WHERE created_at >= day AND created_at < day + 1);
      EXECUTE format('CREATE TABLE bus.%I (LIKE bus.segments INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)
        WITH (toast_tuple_target = 8160)', name);
      EXECUTE format('ALTER TABLE bus.segments ATTACH PARTITION bus.%I FOR VALUES FROM (%L) TO (%L)', name, day, day + 1);
    END LOOP;
    FOR name IN
      SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = 'bus.segments'::regclass AND c.relname ~ '^segments_[0-9]{8}$'
        AND to_date(substr(c.relname, 10), 'YYYYMMDD') + 1 <= now() - retention
      ORDER BY c.relname
    LOOP
      EXECUTE format('SELECT EXISTS (
        SELECT FROM (SELECT topic, partition, max(first_offset + count) AS ends FROM bus.%I GROUP BY 1, 2) s
        JOIN bus.consumer_offsets o ON o.log = ''tables'' AND o.topic = s.topic AND o.partition = s.partition
        WHERE o.next_offset < s.ends AND o.consumer_group <> ALL ($1))', name) INTO behind USING unheeded_groups;
      EXIT WHEN behind;
      EXECUTE format('DROP TABLE bus.%I', name);
      dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
  END $$`;
