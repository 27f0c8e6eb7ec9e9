import { BrowseObjects } from './browse-objects.usecase.js';
import { ObjectTypes } from './object-types.usecase.js';
import { ObjectsRepository } from './persistence/objects.repository.js';
import { ObjectTypesRepository } from './persistence/object-types.repository.js';
import { ResolveRelated } from './resolve-related.js';
import { SaveBatch } from './save-batch.usecase.js';
import { SaveObjects } from './save-objects.usecase.js';

export const objectProviders = [
  BrowseObjects,
  ObjectTypes,
  ObjectsRepository,
  ObjectTypesRepository,
  ResolveRelated,
  SaveBatch,
  SaveObjects,
];
