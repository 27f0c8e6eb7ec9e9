import { CreateProfiles1764100000000 } from './migrations/1764100000000-create-profiles.js';

/** Oldest first. */
export const profilesMigrations = [CreateProfiles1764100000000];
