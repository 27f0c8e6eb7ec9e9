import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Every instance keeps in memory what its sources' pipelines hold; this tells it at the commit that a version became current
 * or went out of use, and of which kind. Edits of drafts say nothing.
 */
export class AnnouncePipelines1764200100000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION ingestion.announce_version() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('rapport_ingestion', NEW.kind);
        RETURN NULL;
      END $$`);
    await queryRunner.query(`
      CREATE TRIGGER announce AFTER UPDATE ON ingestion.versioned_objects FOR EACH ROW
      WHEN (OLD.published_version IS DISTINCT FROM NEW.published_version
         OR OLD.archived_at IS DISTINCT FROM NEW.archived_at OR OLD.attributes IS DISTINCT FROM NEW.attributes
         OR OLD.name IS DISTINCT FROM NEW.name)
      EXECUTE FUNCTION ingestion.announce_version()`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TRIGGER announce ON ingestion.versioned_objects`);
    await queryRunner.query(`DROP FUNCTION ingestion.announce_version()`);
  }
}
