import { Injectable } from '@nestjs/common';
import { type GroupFacts, type ObjectFacts, type PersonRelations, noRelations } from '@rapport/conditions';
import type { JsonObject } from '@rapport/contracts';
import { Database } from '@rapport/database';
import { groupBy } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { Recipient } from '../recipients/domain/recipient.js';
import { type RelationsWanted, wantsSomething } from './domain/relations-wanted.js';

export interface RelationsRequest {
  person: Pick<Recipient, 'workspaceId' | 'identifiers' | 'groups'>;
  wanted: RelationsWanted;
}

interface Row {
  /** Position of the request. */
  request: number;
  /** null for a group. */
  object_type: string | null;
  key: string;
  facts: JsonObject;
}

/** What stands around people, read for a whole batch in one statement, and only what somebody asks for. */
@Injectable()
export class PersonRelationsRepository {
  constructor(private readonly database: Database) {}

  /**
   * In the order of the requests. A person's groups are those of her row; her objects those that name one of her identifiers,
   * the last updated first, at most `most` of a type. A type that was asked for by name is there even if it is empty.
   */
  async of(
    requests: readonly RelationsRequest[],
    most: number,
    tx: EntityManager = this.database.manager,
  ): Promise<PersonRelations[]> {
    if (!requests.some(({ wanted }) => wantsSomething(wanted))) return requests.map(() => noRelations);
    const rows = await tx.query<Row[]>(statement, [...parametersOf(requests), most]);
    const found = groupBy(rows, ({ request }) => request);
    return requests.map((request, index) => relationsOf(request, found.get(index) ?? []));
  }

  /** Those of the types of which no object was ever told in this workspace. */
  async unseenTypes(
    workspaceId: string,
    objectTypes: Iterable<string>,
    tx: EntityManager = this.database.manager,
  ): Promise<Set<string>> {
    const asked = [...new Set(objectTypes)];
    if (asked.length === 0) return new Set();
    const rows = await tx.query<{ object_type: string }[]>(
      `SELECT asked.object_type FROM unnest($2::text[]) AS asked(object_type)
        WHERE NOT EXISTS (SELECT FROM messaging.objects o
          WHERE o.workspace_id = $1 AND o.object_type = asked.object_type)`,
      [workspaceId, asked],
    );
    return new Set(rows.map((row) => row.object_type));
  }
}

/** Each `OFFSET 0` keeps the planner from reading a whole table: what is asked for is always a few rows of it, by its key. */
const statement = `
  WITH linked AS (
    SELECT DISTINCT i.request, i.workspace_id, l.object_type, l.key
      FROM unnest($1::int[], $2::text[]) AS w(request, object_type)
      JOIN unnest($3::int[], $4::uuid[], $5::text[]) AS i(request, workspace_id, identifier) USING (request)
     CROSS JOIN LATERAL (
       SELECT l.object_type, l.key FROM messaging.object_links l
        WHERE l.workspace_id = i.workspace_id AND l.identifier = i.identifier
          AND (w.object_type IS NULL OR l.object_type = w.object_type) OFFSET 0) l),
  ranked AS (
    SELECT linked.request, linked.object_type, linked.key, o.attributes AS facts, row_number() OVER (
             PARTITION BY linked.request, linked.object_type ORDER BY o.updated_at DESC, linked.key) AS rank
      FROM linked CROSS JOIN LATERAL (
        SELECT o.attributes, o.updated_at FROM messaging.objects o
         WHERE o.workspace_id = linked.workspace_id AND o.object_type = linked.object_type AND o.key = linked.key
        OFFSET 0) o)
  SELECT request, object_type, key, facts, rank FROM ranked WHERE rank <= $9
  UNION ALL
  SELECT m.request, NULL, m.key, g.traits, 0
    FROM unnest($6::int[], $7::uuid[], $8::text[]) AS m(request, workspace_id, key)
   CROSS JOIN LATERAL (
     SELECT g.traits FROM messaging.groups g
      WHERE g.workspace_id = m.workspace_id AND g.key = m.key OFFSET 0) g
   ORDER BY request, rank`;

function parametersOf(requests: readonly RelationsRequest[]): unknown[][] {
  const types = requests.flatMap(({ wanted: { objectTypes } }, request) =>
    (objectTypes === 'all' ? [null] : [...objectTypes]).map((objectType) => ({ request, objectType })),
  );
  const asking = new Set(types.map(({ request }) => request));
  const identifiers = requests.flatMap(({ person: { workspaceId, identifiers: all } }, request) =>
    asking.has(request) ? all.map((identifier) => ({ request, workspaceId, identifier })) : [],
  );
  const groups = requests.flatMap(({ person: { workspaceId, groups: keys }, wanted }, request) =>
    wanted.groups ? keys.map((key) => ({ request, workspaceId, key })) : [],
  );
  return [
    types.map(({ request }) => request),
    types.map(({ objectType }) => objectType),
    identifiers.map(({ request }) => request),
    identifiers.map(({ workspaceId }) => workspaceId),
    identifiers.map(({ identifier }) => identifier),
    groups.map(({ request }) => request),
    groups.map(({ workspaceId }) => workspaceId),
    groups.map(({ key }) => key),
  ];
}

/** A group of which nothing was told yet is one without traits: she is in it all the same. */
function relationsOf({ person, wanted }: RelationsRequest, rows: readonly Row[]): PersonRelations {
  const traits = new Map<string, JsonObject>();
  const asked = wanted.objectTypes === 'all' ? [] : wanted.objectTypes;
  const objects = new Map([...asked].map((objectType): [string, ObjectFacts[]] => [objectType, []]));
  for (const { object_type: objectType, key, facts } of rows) {
    if (objectType === null) traits.set(key, facts);
    else {
      const ofType = objects.get(objectType) ?? [];
      objects.set(objectType, ofType);
      ofType.push({ key, attributes: facts });
    }
  }
  const groups: GroupFacts[] = wanted.groups
    ? person.groups.map((groupId) => ({ groupId, traits: traits.get(groupId) ?? {} }))
    : [];
  return { groups, objects };
}
