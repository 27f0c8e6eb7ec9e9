import { accessPlan } from '@rapport/access';
import type { SchemaPlan } from '@rapport/database';
import { busPlan } from '@rapport/event-bus';

/** The schemas that libs bring and every service builds on. */
export const libraryPlans: SchemaPlan[] = [accessPlan, busPlan];
