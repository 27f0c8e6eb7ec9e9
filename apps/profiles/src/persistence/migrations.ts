import { createIdempotencyKeys, createOperations } from '@rapport/http';
import { CreateIdentityDecisions1764300000000 } from './migrations/1764300000000-create-identity-decisions.js';
import { CreateIdentityPolicies1764300100000 } from './migrations/1764300100000-create-identity-policies.js';
import { AddWhatEventsSaid1764300600000 } from './migrations/1764300600000-add-what-events-said.js';
import { CreateDevices1764300800000 } from './migrations/1764300800000-create-devices.js';
import { OrderRelatedObjects1764300215000 } from './migrations/1764300215000-order-related-objects.js';
import { CreateObjects1764300210000 } from './migrations/1764300210000-create-objects.js';
import { CreateProfiles1764100000000 } from './migrations/1764100000000-create-profiles.js';
import { CreateSchema1764200000000 } from './migrations/1764200000000-create-schema.js';
import { DropAcceptedDay1764200100000 } from './migrations/1764200100000-drop-accepted-day.js';
import { CreateImports1764200200000 } from './migrations/1764200200000-create-imports.js';
import { IndexPeopleForSearch1764300500000 } from './migrations/1764300500000-index-people-for-search.js';
import { TellEqualObjects1764300900000 } from './migrations/1764300900000-tell-equal-objects.js';
import { IndexTraitsOfGroups1764301000000 } from './migrations/1764301000000-index-traits-of-groups.js';
import { LetGroupsBeRead1764300200000 } from './migrations/1764300200000-let-groups-be-read.js';

/** Oldest first. */
export const profilesMigrations = [
  CreateProfiles1764100000000,
  createIdempotencyKeys('profiles'),
  createOperations('profiles'),
  CreateSchema1764200000000,
  DropAcceptedDay1764200100000,
  CreateImports1764200200000,
  CreateIdentityDecisions1764300000000,
  CreateIdentityPolicies1764300100000,
  LetGroupsBeRead1764300200000,
  IndexPeopleForSearch1764300500000,
  AddWhatEventsSaid1764300600000,
  CreateDevices1764300800000,
  CreateObjects1764300210000,
  OrderRelatedObjects1764300215000,
  TellEqualObjects1764300900000,
  IndexTraitsOfGroups1764301000000,
];
