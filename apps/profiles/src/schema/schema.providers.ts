import { SchemaCountsRepository } from '../persistence/schema-counts.repository.js';
import { SchemaNamesRepository } from '../persistence/schema-names.repository.js';
import { SchemaReader } from '../persistence/schema-reader.repository.js';
import { SourceOutcomesRepository } from '../persistence/source-outcomes.repository.js';
import { BrowseSchema } from './browse-schema.usecase.js';
import { KnownNames } from './known-names.js';
import { ObserveActivity } from './observe-activity.usecase.js';
import { ProfileActivityConsumer } from './profile-activity.consumer.js';

/** Providers of this room, for the door. */
export const schemaProviders = [
  BrowseSchema,
  KnownNames,
  ObserveActivity,
  ProfileActivityConsumer,
  SchemaCountsRepository,
  SchemaNamesRepository,
  SchemaReader,
  SourceOutcomesRepository,
];
