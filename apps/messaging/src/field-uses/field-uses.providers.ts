import { FieldUsesController } from './field-uses.controller.js';
import { FieldUsesRepository } from './field-uses.repository.js';
import { ListFieldUses } from './list-field-uses.usecase.js';
import { ReadsByChecksum } from './reads-by-checksum.js';

/** Providers of this room, for the door. */
export const fieldUsesProviders = [FieldUsesRepository, ReadsByChecksum, ListFieldUses];

export const fieldUsesControllers = [FieldUsesController];
