import type { PoolClient, QueryResultRow } from 'pg';
import type { EntityManager } from 'typeorm';

/** A statement of the hot path: parsed and planned once per connection, under its name. */
export interface Statement {
  name: string;
  text: string;
}

/** Runs it in the transaction's own connection. TypeORM's `query` has no way to name a statement. */
export async function runPrepared<Row extends QueryResultRow>(
  tx: EntityManager,
  statement: Statement,
  values: unknown[],
): Promise<Row[]> {
  const runner = tx.queryRunner;
  if (!runner) throw new Error('a prepared statement runs inside a transaction');
  const client = (await runner.connect()) as PoolClient;
  const { rows } = await client.query<Row>({ ...statement, values });
  return rows;
}

/** Rows of values as the columns that `unnest` takes. */
export function columnsOf<Row>(
  rows: readonly Row[],
  width: number,
  valuesOf: (row: Row) => unknown[],
): unknown[][] {
  const columns: unknown[][] = Array.from({ length: width }, () => []);
  for (const row of rows) {
    const values = valuesOf(row);
    for (let index = 0; index < width; index++) columns[index]?.push(values[index]);
  }
  return columns;
}
