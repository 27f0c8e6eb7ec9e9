import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Relations know when their object changed, so that the objects of a person or a group are read along an index, the last changed
 * first, however many there are. Times are whole milliseconds, as a cursor tells them.
 */
export class OrderRelatedObjects1764300215000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `UPDATE profiles.objects SET updated_at = date_trunc('milliseconds', updated_at)
       WHERE updated_at <> date_trunc('milliseconds', updated_at)`,
    );
    for (const { table, column, index } of relations) {
      await queryRunner.query(`
        ALTER TABLE profiles.${table} ADD COLUMN updated_at timestamptz;
        UPDATE profiles.${table} r SET updated_at = o.updated_at FROM profiles.objects o
        WHERE o.workspace_id = r.workspace_id AND o.object_type = r.object_type AND o.key = r.key;
        ALTER TABLE profiles.${table} ALTER COLUMN updated_at SET NOT NULL;
        DROP INDEX profiles.${index};
        CREATE INDEX ${index} ON profiles.${table} (workspace_id, ${column}, object_type, updated_at, key)`);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const { table, column, index } of relations) {
      await queryRunner.query(`
        DROP INDEX profiles.${index};
        ALTER TABLE profiles.${table} DROP COLUMN updated_at;
        CREATE INDEX ${index} ON profiles.${table} (workspace_id, ${column}, object_type)`);
    }
  }
}

const relations = [
  { table: 'object_people', column: 'node_id', index: 'object_people_node' },
  { table: 'object_groups', column: 'group_id', index: 'object_groups_group' },
] as const;
