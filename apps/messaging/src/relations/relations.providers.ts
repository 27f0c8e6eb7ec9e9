import { PersonRelationsRepository } from './person-relations.repository.js';
import { RelationsConsumers } from './relations.consumers.js';
import { RelationsWriter } from './relations-writer.repository.js';

/** Providers of this room, for the door. */
export const relationsProviders = [RelationsWriter, RelationsConsumers, PersonRelationsRepository];
