import { Injectable, type Provider } from '@nestjs/common';
import type { SchemaOwner } from '@rapport/database';
import { ArchiveObject } from './archive-object.usecase.js';
import { EditObjects } from './edit-objects.usecase.js';
import { FindObjects } from './find-objects.js';
import { ListObjects } from './list-objects.js';
import { PublishObject } from './publish-object.usecase.js';
import { VersionedRepository } from './versioned.repository.js';

/** The whole life cycle of objects with versions, in one hand for the controllers of the kinds. */
@Injectable()
export class VersionedObjects {
  constructor(
    readonly finder: FindObjects,
    readonly lists: ListObjects,
    readonly editor: EditObjects,
    readonly publisher: PublishObject,
    readonly archiver: ArchiveObject,
  ) {}
}

/** Providers for the door of a service whose migrations list `createVersionedObjects`. */
export function versionedProviders(service: SchemaOwner): Provider[] {
  return [
    { provide: VersionedRepository, useFactory: () => new VersionedRepository(service) },
    FindObjects,
    ListObjects,
    EditObjects,
    PublishObject,
    ArchiveObject,
    VersionedObjects,
  ];
}
