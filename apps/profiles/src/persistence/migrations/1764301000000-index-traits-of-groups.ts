import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a search for people by a trait of their groups begins with. */
export class IndexTraitsOfGroups1764301000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'CREATE INDEX group_registers_value ON profiles.group_registers (workspace_id, key, profiles.search_key(value))',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX profiles.group_registers_value');
  }
}
