import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '@rapport/access';
import { headerNames, type JsonObject, type ObjectChanged, recordKey, topics } from '@rapport/contracts';
import { Database } from '@rapport/database';
import { EventBus, type OutgoingMessage } from '@rapport/event-bus';
import { CLOCK, honourIfMatch } from '@rapport/http';
import { type Clock, derivedId, type FieldFault, ProblemError, toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';

import { faultsOfAttributes } from './domain/check-attributes.js';
import type { ObjectType } from './domain/object-type.js';
import { etagOfObject } from './object.view.js';
import { ObjectTypesRepository } from './persistence/object-types.repository.js';
import { type ObjectRow, ObjectsRepository, type ObjectToSave } from './persistence/objects.repository.js';
import { ResolveRelated } from './resolve-related.js';

/** What a request says of one object. */
export interface GivenObject {
  key: string;
  /** null deletes it. */
  attributes: unknown;
  profiles: readonly string[];
  groups: readonly string[];
  /** ISO 8601; default: now. A later one counts as now, or one wrong clock would keep every later state out. */
  updatedAt: string | undefined;
  /** Where it stands in the request, ending in a dot; empty for the body itself. */
  path: string;
}

/** Who says so, and of which state, when they name one. */
export interface Saying {
  by: Actor;
  ifMatch?: string | undefined;
}

export interface SavedObject {
  key: string;
  status: 'saved' | 'older' | 'rejected';
  errors: FieldFault[];
}

/** Writes objects of one type, each or not at all, and tells of every change in the same transaction. */
@Injectable()
export class SaveObjects {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ObjectTypesRepository) private readonly types: ObjectTypesRepository,
    @Inject(ObjectsRepository) private readonly objects: ObjectsRepository,
    @Inject(ResolveRelated) private readonly related: ResolveRelated,
    @Inject(EventBus) private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `not_found` for the type, `state_conflict` when it is archived; `stale_revision` */
  async execute(
    workspaceId: string,
    typeKey: string,
    given: readonly GivenObject[],
    { by, ifMatch }: Saying,
  ): Promise<{ results: SavedObject[]; rows: Map<string, ObjectRow> }> {
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const type = await this.types.find(tx, workspaceId, typeKey, 'share');
      if (!type) throw new ProblemError('not_found');
      if (type.archivedAt)
        throw new ProblemError('state_conflict', { detail: 'The object type is archived.' });
      if (ifMatch !== undefined) {
        for (const { key } of given) await this.expect(tx, workspaceId, typeKey, key, ifMatch);
      }
      const { objects, faults } = await this.check(tx, workspaceId, type, given);
      const newest = newestOfEach(objects.map(({ object }) => object));
      const changed = new Set(await this.objects.save(tx, workspaceId, typeKey, [...newest.values()], by));
      const keys = given.map(({ key }) => key);
      const found = await this.objects.find(tx, workspaceId, typeKey, [...new Set(keys)]);
      const rows = new Map(found.map((row) => [row.key, row]));
      await this.bus.publish(
        found.filter(({ key }) => changed.has(key)).map((row) => messageOf(workspaceId, row)),
        tx,
      );
      const results = given.map(({ key }, index): SavedObject => {
        const errors = faults.get(index) ?? [];
        if (errors.length > 0) return { key, status: 'rejected', errors };
        const own = objects.find((one) => one.index === index)?.object;
        const isNewest = own !== undefined && newest.get(key) === own;
        const stands = isNewest && rows.get(key)?.saidAt.getTime() === Date.parse(own.saidAt);
        return { key, status: stands ? 'saved' : 'older', errors };
      });
      return { results, rows };
    });
  }

  /** @throws ProblemError `not_found`, `stale_revision` */
  private async expect(
    tx: EntityManager,
    workspaceId: string,
    typeKey: string,
    key: string,
    ifMatch: string,
  ): Promise<void> {
    await this.objects.lock(tx, workspaceId, typeKey, key);
    const [row] = await this.objects.find(tx, workspaceId, typeKey, [key]);
    if (!row?.attributes) throw new ProblemError('not_found');
    honourIfMatch(ifMatch, {
      etag: etagOfObject(row),
      changedAt: toIso(row.updatedAt.getTime()),
      changedBy: row.changedBy,
    });
  }

  private async check(
    tx: EntityManager,
    workspaceId: string,
    type: ObjectType,
    given: readonly GivenObject[],
  ): Promise<{ objects: { index: number; object: ObjectToSave }[]; faults: Map<number, FieldFault[]> }> {
    const people = await this.related.people(tx, workspaceId, namesOf(given, 'profiles'));
    const groups = await this.related.groups(tx, workspaceId, namesOf(given, 'groups'));
    const unresolved = [...people.faults, ...groups.faults];
    const faults = new Map<number, FieldFault[]>();
    const now = this.clock.now();
    const objects = given.flatMap(({ key, attributes, profiles, groups: of, updatedAt, path }, index) => {
      const errors = unresolved.filter(
        ({ field }) => field.startsWith(`${path}profiles[`) || field.startsWith(`${path}groups[`),
      );
      if (attributes !== null) {
        errors.unshift(...faultsOfAttributes(attributes, type.attributes, `${path}attributes`));
      }
      if (errors.length > 0) {
        faults.set(index, errors);
        return [];
      }
      const object = {
        key,
        attributes: attributes as JsonObject | null,
        people: profiles.flatMap((text) => people.found.get(text) ?? []),
        groups: of.flatMap((text) => groups.found.get(text) ?? []),
        saidAt: toIso(updatedAt === undefined ? now : Math.min(Date.parse(updatedAt), now)),
      };
      return { index, object };
    });
    return { objects, faults };
  }
}

function namesOf(
  given: readonly GivenObject[],
  field: 'profiles' | 'groups',
): { field: string; text: string }[] {
  return given.flatMap((object) =>
    object[field].map((text, index) => ({ field: `${object.path}${field}[${index}]`, text })),
  );
}

/** Of what one request says of an object twice, the newer counts, the later of two equals. */
function newestOfEach(objects: readonly ObjectToSave[]): Map<string, ObjectToSave> {
  const newest = new Map<string, ObjectToSave>();
  for (const object of objects) {
    const known = newest.get(object.key);
    if (!known || object.saidAt >= known.saidAt) newest.set(object.key, object);
  }
  return newest;
}

function messageOf(workspaceId: string, row: ObjectRow): OutgoingMessage {
  const { type, key, attributes, people, groups } = row;
  const revision = Number(row.revision);
  const record: ObjectChanged = {
    v: 1,
    kind: 'object_changed',
    id: derivedId(workspaceId, `${type}:${key}`, revision, 'object_changed'),
    workspaceId,
    objectType: type,
    key,
    attributes,
    ...{ people, groups, revision },
    occurredAt: toIso(row.updatedAt.getTime()),
  };
  return {
    topic: topics.objects,
    key: recordKey(workspaceId, `${type}:${key}`),
    value: JSON.stringify(record),
    headers: { [headerNames.workspace]: workspaceId },
  };
}
