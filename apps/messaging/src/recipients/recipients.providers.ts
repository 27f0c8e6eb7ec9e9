import { RecipientWriter } from './recipient-writer.repository.js';
import { RecipientRepository } from './recipient.repository.js';

/** Providers of this room, for the door. */
export const recipientsProviders = [RecipientRepository, RecipientWriter];
