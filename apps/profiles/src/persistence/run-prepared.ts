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

export type ColumnValue = string | number | boolean | Buffer | null;

/**
 * Rows of values as the columns that `unnest` takes, each as PostgreSQL's own text of an array. The driver's conversion
 * escapes every value twice, which most of ours (ids, numbers, hex) do not need.
 */
export function columnsOf<Row>(
  rows: readonly Row[],
  width: number,
  valuesOf: (row: Row) => readonly ColumnValue[],
): string[] {
  const columns: string[] = new Array<string>(width).fill('{');
  let separator = '';
  for (const row of rows) {
    const values = valuesOf(row);
    for (let index = 0; index < width; index++) columns[index] += separator + element(values[index] ?? null);
    separator = ',';
  }
  return columns.map((column) => `${column}}`);
}

const plain = /^[0-9A-Za-z:._-]+$/;

function element(value: ColumnValue): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') {
    if (plain.test(value) && (value.length !== 4 || value.toLowerCase() !== 'null')) return value;
    return `"${value.replace(/["\\]/g, '\\$&')}"`;
  }
  return Buffer.isBuffer(value) ? `"\\\\x${value.toString('hex')}"` : String(value);
}

/**
 * A column of JSON texts, in one text: JSON holds no control characters, so that U+0001 separates and nothing needs escaping,
 * neither here nor there. To be read as `string_to_array($n, chr(1), '')`; an absent value is the empty text.
 */
export function jsonColumn<Row>(rows: readonly Row[], textOf: (row: Row) => string | null): string {
  return rows.map((row) => textOf(row) ?? '').join('\u0001');
}
