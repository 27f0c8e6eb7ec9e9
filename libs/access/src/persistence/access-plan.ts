import { grantsToServices, type SchemaPlan } from '@rapport/database';
import { CreateAccess1764100000000 } from './create-access-1764100000000.js';

export const accessMigrations = [CreateAccess1764100000000];

/** The schema `access`, to be migrated by every process before its doors open. Control writes it, all services read it. */
export const accessPlan: SchemaPlan = {
  owner: 'access',
  migrations: accessMigrations,
  grants: [...grantsToServices('SELECT'), { to: 'control', rights: 'INSERT, UPDATE, DELETE' }],
};
