import { createIdempotencyKeys } from '@rapport/http';
import { createVersionedObjects } from '@rapport/versioned';
import { CreateJourneys1764100400000 } from './create-journeys-1764100400000.js';
import { CreateMessages1764100300000 } from './create-messages-1764100300000.js';
import { CreateRecipients1764100000001 } from './create-recipients-1764100000001.js';
import { FollowPeople1764300300000 } from './follow-people-1764300300000.js';
import { CreateRelations1764300400000 } from './create-relations-1764300400000.js';

/** In the order in which they run. */
export const messagingMigrations = [
  CreateRecipients1764100000001,
  createIdempotencyKeys('messaging'),
  createVersionedObjects('messaging'),
  CreateMessages1764100300000,
  CreateJourneys1764100400000,
  FollowPeople1764300300000,
  CreateRelations1764300400000,
];
