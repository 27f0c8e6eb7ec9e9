import type { Database } from '@rapport/database';
import type { EntityManager, MigrationInterface, QueryRunner } from 'typeorm';
import type { BusRecord } from './event-bus.js';

/** A table of effects without any unique key: what happens twice is seen twice. */
export class CreateEffects1764100000001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE TABLE profiles.effects (
      id bigserial, consumer_group text NOT NULL, topic text NOT NULL, key text NOT NULL, value text, place jsonb)`);
  }
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE profiles.effects`);
  }
}

export async function saveEffects(
  tx: EntityManager,
  group: string,
  records: readonly BusRecord[],
): Promise<void> {
  await tx.query(
    `INSERT INTO profiles.effects (consumer_group, topic, key, value)
     SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[])`,
    [group, records.map((one) => one.topic), records.map((one) => one.key), records.map((one) => one.value)],
  );
}

/** Values in the order in which their effects were committed. */
export async function effectsOf(database: Database, group: string, key?: string): Promise<string[]> {
  const rows = await database.dataSource.query<{ value: string }[]>(
    `SELECT value FROM profiles.effects WHERE consumer_group = $1 AND ($2::text IS NULL OR key = $2) ORDER BY id`,
    [group, key ?? null],
  );
  return rows.map(({ value }) => value);
}

/** Polls until the condition holds; the failure shows what was seen last. */
export async function eventually<T>(
  look: () => Promise<T> | T,
  holds: (seen: T) => boolean,
  limitMs = 20_000,
): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (Date.now() > end)
      throw new Error(`still not so after ${limitMs} ms: ${JSON.stringify(seen)?.slice(0, 500)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
