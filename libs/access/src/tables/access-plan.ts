import { grantsToServices, type SchemaPlan } from '@rapport/database';
import { CreateAccess1764100000000 } from './create-access-1764100000000.js';

/** The schema `access`: control writes it, the other services read it. Every process migrates it before its own. */
export const accessPlan: SchemaPlan = {
  owner: 'access',
  migrations: [CreateAccess1764100000000],
  grants: [...grantsToServices('SELECT'), { to: 'control', rights: 'SELECT, INSERT, UPDATE, DELETE' }],
};
