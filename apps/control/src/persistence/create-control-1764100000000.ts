import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What control keeps for itself. Everything that other services read lies in the schema `access`. */
export class CreateControl1764100000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE UNLOGGED TABLE control.login_attempts (
        who bytea PRIMARY KEY,
        tries integer NOT NULL,
        since timestamptz NOT NULL
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE control.login_attempts');
  }
}
