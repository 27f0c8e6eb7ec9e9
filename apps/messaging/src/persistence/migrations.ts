import { createIdempotencyKeys } from '@rapport/http';
import { CreateJourneys1764100400000 } from './create-journeys-1764100400000.js';
import { CreateMessages1764100300000 } from './create-messages-1764100300000.js';
import { CreateRecipients1764100000001 } from './create-recipients-1764100000001.js';
import { CreateVersionedObjects1764100200000 } from './create-versioned-objects-1764100200000.js';

/** In the order in which they run. */
export const messagingMigrations = [
  CreateRecipients1764100000001,
  createIdempotencyKeys('messaging'),
  CreateVersionedObjects1764100200000,
  CreateMessages1764100300000,
  CreateJourneys1764100400000,
];
