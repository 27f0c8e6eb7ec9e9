import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The index by day pays no more: once freed pages hold newer days, every range of a BRIN spans all days, and the purge reads
 * the table in the order of its pages instead.
 */
export class DropAcceptedDay1764200100000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX profiles.accepted_day');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE INDEX accepted_day ON profiles.accepted USING brin (accepted_on)');
  }
}
