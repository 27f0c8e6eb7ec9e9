import type { MigrationClass } from '@rapport/database';
import { createIdempotencyKeys } from '@rapport/http';
import { CreateControl1764100000000 } from './create-control-1764100000000.js';

export const controlMigrations: readonly MigrationClass[] = [
  CreateControl1764100000000,
  createIdempotencyKeys('control'),
];
