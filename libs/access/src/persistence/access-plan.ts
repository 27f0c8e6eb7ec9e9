import { grantsToServices, type SchemaPlan } from '@rapport/database';
import { AddMatchOn1764300110000 } from './add-match-on-1764300110000.js';
import { AddTrackingPlans1764200800000 } from './add-tracking-plans-1764200800000.js';
import { AddTraits1764300700000 } from './add-traits-1764300700000.js';
import { CreateAccess1764100000000 } from './create-access-1764100000000.js';
import { CreateOauthKeys1764200000000 } from './create-oauth-keys-1764200000000.js';

export const accessMigrations = [
  CreateAccess1764100000000,
  CreateOauthKeys1764200000000,
  AddTrackingPlans1764200800000,
  AddMatchOn1764300110000,
  AddTraits1764300700000,
];

/** The schema `access`, to be migrated by every process before its doors open. Control writes it, all services read it. */
export const accessPlan: SchemaPlan = {
  owner: 'access',
  migrations: accessMigrations,
  grants: [...grantsToServices('SELECT'), { to: 'control', rights: 'INSERT, UPDATE, DELETE' }],
};
