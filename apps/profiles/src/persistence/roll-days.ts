import type { Database } from '@rapport/database';

/** Tables that are kept by day, and the column that says which. */
const dailyTables = {
  schema_event_days: 'day',
  schema_field_days: 'day',
  source_outcomes: 'bucket_at',
} as const;

/** Days that stay besides today: 30 are shown, and a day more covers every zone's edge. */
const keptDays = 31;

/**
 * Makes the partitions from yesterday to two days ahead and drops those whose day is over for long enough. What finds no
 * partition of its day (the clock jumped, a record lay for days) goes to a table for the rest, and is purged there.
 * @param today UTC, `YYYY-MM-DD`
 */
export async function rollDays(database: Database, today: string): Promise<void> {
  for (const [table, column] of Object.entries(dailyTables)) {
    await database.query(`SELECT profiles.roll_days($1, $2, $3::date, $4)`, [table, column, today, keptDays]);
  }
}
