import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Types of identifiers that the events of a source may be matched on. It stands with the source: the door stamps it on events. */
export class AddMatchOn1764300110000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE access.sources ADD COLUMN match_on text[]');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE access.sources DROP COLUMN match_on');
  }
}
