import { Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { publicId } from '@rapport/kernel';
import { findUses, type ReadingObject, type WantedField } from './domain/find-uses.js';
import type { FieldUseView } from './field-uses.dto.js';
import { FieldUsesRepository, type UsingObject } from './field-uses.repository.js';
import { readsIn, ReadsByChecksum } from './reads-by-checksum.js';

const prefixes = { journey: 'jrn', template: 'tpl' } as const;

/** Which journeys and templates would miss a field if it were renamed or no longer sent. */
@Injectable()
export class ListFieldUses {
  constructor(
    private readonly database: Database,
    private readonly objects: FieldUsesRepository,
    private readonly contents: ReadsByChecksum,
  ) {}

  async execute(workspaceId: string, wanted: WantedField): Promise<FieldUseView[]> {
    const reading = await this.database.inWorkspace(workspaceId, async (tx) => {
      const objects = await this.objects.objects(tx, workspaceId);
      const found = await this.contents.of(tx, workspaceId, objects);
      return objects.map((object): UsingObject & ReadingObject => {
        const { kind, key, draftChecksum, publishedChecksum } = object;
        const isChanged = draftChecksum !== null && draftChecksum !== publishedChecksum;
        return {
          ...object,
          refs: [publicId(prefixes[kind], object.id), key],
          published: publishedChecksum === null ? null : readsIn(found, kind, publishedChecksum),
          draft: isChanged ? readsIn(found, kind, draftChecksum) : null,
        };
      });
    });
    return findUses(reading, wanted).map(({ object, places }) => ({
      kind: object.kind,
      id: publicId(prefixes[object.kind], object.id),
      key: object.key,
      name: object.name,
      status: object.status,
      places,
    }));
  }
}
