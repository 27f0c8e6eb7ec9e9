import { Injectable } from '@nestjs/common';
import type { GroupFacts, ObjectFacts, PersonRelations } from '@rapport/conditions';
import type { JsonObject } from '@rapport/contracts';
import type { EntityManager } from 'typeorm';
import { groupsSql, objectsSql } from './relations-sql.js';

interface Row {
  id: string;
  key: string;
  facts: JsonObject;
}

/** What stands around people, for the evaluator: the same rows that a compiled condition looks at. */
@Injectable()
export class RelationsRepository {
  /** A statement for the groups and one for each type, whatever the number of people. */
  async load(
    tx: EntityManager,
    workspaceId: string,
    profileIds: readonly string[],
    wanted: { groups: boolean; objectTypes: readonly string[] },
  ): Promise<Map<string, PersonRelations>> {
    const found = new Map(
      profileIds.map((id) => [id, { groups: [] as GroupFacts[], objects: new Map<string, ObjectFacts[]>() }]),
    );
    if (wanted.groups) {
      const sql = `SELECT p.profile_id AS id, g.group_id AS key, g.traits AS facts FROM ${people} ${groupsSql('g')}`;
      for (const { id, key, facts } of await tx.query<Row[]>(sql, [workspaceId, profileIds])) {
        found.get(id)?.groups.push({ groupId: key, traits: facts });
      }
    }
    for (const type of wanted.objectTypes) {
      const sql = `SELECT p.profile_id AS id, o.key, o.attributes AS facts FROM ${people} ${objectsSql('o', '$3')}`;
      for (const { id, key, facts } of await tx.query<Row[]>(sql, [workspaceId, profileIds, type])) {
        const objects = found.get(id)?.objects;
        objects?.set(type, [...(objects.get(type) ?? []), { key, attributes: facts }]);
      }
    }
    return found;
  }
}

const people =
  '(SELECT $1::uuid AS workspace_id, profile_id FROM unnest($2::uuid[]) AS given (profile_id)) p CROSS JOIN LATERAL';
