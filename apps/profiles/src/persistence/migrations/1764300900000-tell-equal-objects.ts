import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is said of an object again changes nothing but when it was said last: `said_at` keeps older states out, `updated_at` tells
 * when it changed, and `content` (a digest of its attributes and relations) tells one from the other within the row itself.
 * Null for objects written before: the next word counts as a change.
 */
export class TellEqualObjects1764300900000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE profiles.objects ADD COLUMN said_at timestamptz, ADD COLUMN content bytea, ADD COLUMN changed_by jsonb;
      UPDATE profiles.objects
      SET said_at = updated_at, changed_by = '{"kind": "system", "id": null, "name": "Rapport"}';
      ALTER TABLE profiles.objects ALTER COLUMN said_at SET NOT NULL, ALTER COLUMN changed_by SET NOT NULL`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'ALTER TABLE profiles.objects DROP COLUMN said_at, DROP COLUMN content, DROP COLUMN changed_by',
    );
  }
}
