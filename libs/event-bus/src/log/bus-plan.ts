import { grantsToServices, type SchemaPlan } from '@rapport/database';
import { CreateBus1764100000000 } from './migrations/1764100000000-create-bus.js';

export const busMigrations = [CreateBus1764100000000];

/** The schema `bus`, to be migrated by every process before it opens a bus. Every service writes its own offsets and messages. */
export const busPlan: SchemaPlan = {
  owner: 'bus',
  migrations: busMigrations,
  grants: grantsToServices('SELECT, INSERT, UPDATE, DELETE'),
};
