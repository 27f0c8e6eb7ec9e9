import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What of an event was not kept so far, so that it can be shown as it came. The usual parts are columns (a null costs one bit),
 * the unusual ones stand in `rest`, which most events leave null. Who the event was about follows from its anchor; only a
 * second name is kept. The index holds the events that name a group, and no other.
 */
export class AddWhatEventsSaid1764300600000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE profiles.events
        ADD COLUMN anonymous_id text,
        ADD COLUMN group_id uuid,
        ADD COLUMN original_timestamp timestamptz,
        ADD COLUMN sent_at timestamptz,
        ADD COLUMN batch_index integer,
        ADD COLUMN rest jsonb;
      CREATE INDEX events_group ON profiles.events (workspace_id, group_id, timestamp) WHERE group_id IS NOT NULL`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP INDEX profiles.events_group;
      ALTER TABLE profiles.events DROP COLUMN anonymous_id, DROP COLUMN group_id, DROP COLUMN original_timestamp,
        DROP COLUMN sent_at, DROP COLUMN batch_index, DROP COLUMN rest`);
  }
}
