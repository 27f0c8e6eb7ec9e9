import { accessPlan } from '@rapport/access';
import type { SchemaPlan } from '@rapport/database';

/** The schemas that libs bring and every service builds on. */
export const libraryPlans: SchemaPlan[] = [accessPlan];
