import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '@rapport/access';
import type { BatchResult } from './object.view.js';
import { ObjectTypes } from './object-types.usecase.js';
import type { BatchObjectBody } from './objects.dto.js';
import { objectLimits } from './domain/object-type.js';
import { type GivenObject, SaveObjects } from './save-objects.usecase.js';

/** Many objects at once: the good ones land, each bad one says why it does not. */
@Injectable()
export class SaveBatch {
  constructor(
    @Inject(ObjectTypes) private readonly types: ObjectTypes,
    @Inject(SaveObjects) private readonly save: SaveObjects,
  ) {}

  /** @throws ProblemError `not_found` for the type, `state_conflict` when it is archived */
  async execute(
    workspaceId: string,
    typeKey: string,
    items: readonly BatchObjectBody[],
    by: Actor,
  ): Promise<BatchResult[]> {
    const { idField } = await this.types.get(workspaceId, typeKey);
    const given: (GivenObject & { index: number })[] = [];
    const results: BatchResult[] = [];
    items.forEach((item, index) => {
      const key = item.key ?? keyIn(item.attributes, idField);
      const { attributes = {}, profiles = [], groups = [], updatedAt } = item;
      if (key !== undefined) {
        given.push({ index, key, attributes, profiles, groups, updatedAt, path: `items[${index}].` });
        return;
      }
      const message = idField === null ? 'is required' : `is required, here or as the attribute ${idField}`;
      const errors = [{ field: `items[${index}].key`, rule: 'required', message }];
      results.push({ index, key: null, status: 'rejected', errors });
    });
    const saved = await this.save.execute(workspaceId, typeKey, given, { by });
    saved.results.forEach((result, place) =>
      results.push({ index: given[place]?.index ?? place, ...result }),
    );
    return results.sort((a, b) => a.index - b.index);
  }
}

function keyIn(attributes: unknown, idField: string | null): string | undefined {
  if (idField === null || typeof attributes !== 'object' || attributes === null) return undefined;
  const value = (attributes as Record<string, unknown>)[idField];
  return typeof value === 'string' && value !== '' && value.length <= objectLimits.keyLength
    ? value
    : undefined;
}
