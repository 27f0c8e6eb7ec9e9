import type { MigrationInterface } from 'typeorm';
import { CreateBus1764100000000 } from './migrations/1764100000000-create-bus.js';

/** Migrations of the shared schema `bus`; every process runs them before it opens a bus. */
export const busMigrations: (new () => MigrationInterface)[] = [CreateBus1764100000000];
