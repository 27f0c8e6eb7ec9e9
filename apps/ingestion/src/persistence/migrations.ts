import type { MigrationClass } from '@rapport/database';
import { createIdempotencyKeys } from '@rapport/http';
import { CreateRecent1764100000000 } from './create-recent-1764100000000.js';

export const ingestionMigrations: MigrationClass[] = [
  CreateRecent1764100000000,
  createIdempotencyKeys('ingestion'),
];
