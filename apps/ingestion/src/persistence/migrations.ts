import type { MigrationClass } from '@rapport/database';
import { createIdempotencyKeys, createOperations } from '@rapport/http';
import { createVersionedObjects } from '@rapport/versioned';
import { AnnouncePipelines1764200100000 } from './announce-pipelines-1764200100000.js';
import { CreatePlanViolations1764200900000 } from './create-plan-violations-1764200900000.js';
import { CreateDeadLetters1764200300000 } from './create-dead-letters-1764200300000.js';
import { CreateRecent1764100000000 } from './create-recent-1764100000000.js';
import { CreateSpentAssertions1764200700000 } from './create-spent-assertions-1764200700000.js';
import { RollDaysInOrder1764301000000 } from './roll-days-in-order-1764301000000.js';

export const ingestionMigrations: MigrationClass[] = [
  CreateRecent1764100000000,
  createIdempotencyKeys('ingestion'),
  createOperations('ingestion'),
  createVersionedObjects('ingestion'),
  AnnouncePipelines1764200100000,
  CreateSpentAssertions1764200700000,
  CreatePlanViolations1764200900000,
  CreateDeadLetters1764200300000,
  RollDaysInOrder1764301000000,
];
