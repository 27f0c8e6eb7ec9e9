import type { SchemaPlan } from '@rapport/database';
import { controlMigrations } from './migrations.js';

export const controlPlan: SchemaPlan = { owner: 'control', migrations: controlMigrations };
