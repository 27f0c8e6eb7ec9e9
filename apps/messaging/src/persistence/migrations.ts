import { CreateRecipients1764100000001 } from './create-recipients-1764100000001.js';

/** In the order in which they run. */
export const messagingMigrations = [CreateRecipients1764100000001];
