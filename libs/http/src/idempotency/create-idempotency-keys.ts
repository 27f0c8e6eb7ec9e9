import { enableWorkspaceRls, type MigrationClass, type SchemaOwner } from '@rapport/database';

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The migration that every service lists, so that an answer is kept in the transaction of its effect.
 * `json`, not `jsonb`: a replay answers with the very same text.
 */
export function createIdempotencyKeys(service: SchemaOwner): MigrationClass {
  return class CreateIdempotencyKeys1764100000900 implements MigrationInterface {
    async up(queryRunner: QueryRunner): Promise<void> {
      await queryRunner.query(`
        CREATE TABLE ${service}.idempotency_keys (
          workspace_id uuid NOT NULL,
          credential text NOT NULL,
          route text NOT NULL,
          key text NOT NULL,
          body_hash bytea NOT NULL,
          status smallint NOT NULL,
          headers jsonb NOT NULL,
          body json,
          stored_at timestamptz NOT NULL,
          PRIMARY KEY (workspace_id, credential, route, key)
        )`);
      await queryRunner.query(`CREATE INDEX ON ${service}.idempotency_keys (stored_at)`);
      await enableWorkspaceRls(queryRunner, `${service}.idempotency_keys`);
    }

    async down(queryRunner: QueryRunner): Promise<void> {
      await queryRunner.query(`DROP TABLE ${service}.idempotency_keys`);
    }
  };
}
