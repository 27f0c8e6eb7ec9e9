import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '@rapport/access';
import { Database } from '@rapport/database';
import { CLOCK, etagOf, requireIfMatch } from '@rapport/http';
import { type Clock, fieldProblem, ProblemError, toIso } from '@rapport/kernel';
import { objectLimits, type ObjectType } from './domain/object-type.js';
import { ObjectTypesRepository, type ObjectTypeRow } from './persistence/object-types.repository.js';

export function etagOfType({ key, revision }: ObjectTypeRow): string {
  return etagOf([key, revision]);
}

export interface TypeChange {
  name?: string | undefined;
  idField?: string | null | undefined;
  attributes?: ObjectType['attributes'] | undefined;
  archived?: boolean;
}

/** What kinds of things a workspace keeps. */
@Injectable()
export class ObjectTypes {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ObjectTypesRepository) private readonly types: ObjectTypesRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(workspaceId: string, includeArchived: boolean): Promise<ObjectTypeRow[]> {
    const rows = await this.database.inWorkspace(workspaceId, (tx) => this.types.list(tx, workspaceId));
    return rows.filter((row) => includeArchived || !row.archivedAt);
  }

  /** @throws ProblemError `not_found` */
  async get(workspaceId: string, key: string): Promise<ObjectTypeRow> {
    const row = await this.database.inWorkspace(workspaceId, (tx) => this.types.find(tx, workspaceId, key));
    if (!row) throw new ProblemError('not_found');
    return row;
  }

  /** @throws ProblemError `key_taken`, `validation_failed` */
  async create(workspaceId: string, type: ObjectType, by: Actor): Promise<ObjectTypeRow> {
    checkType(type);
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const known = await this.types.list(tx, workspaceId);
      if (known.length >= objectLimits.types) {
        throw fieldProblem('key', 'max_items', `a workspace has at most ${objectLimits.types} object types`);
      }
      if (!(await this.types.insert(tx, workspaceId, type, toIso(this.clock.now()), by))) {
        throw new ProblemError('key_taken');
      }
      const row = await this.types.find(tx, workspaceId, type.key);
      if (!row) throw new Error('an object type vanished');
      return row;
    });
  }

  /**
   * An attribute of which some object has a value neither goes nor changes its type.
   * @throws ProblemError `not_found`, `stale_revision`, `if_match_required`, `validation_failed`, `in_use`
   */
  async change(
    workspaceId: string,
    key: string,
    change: TypeChange,
    by: Actor,
    ifMatch: string | undefined,
  ): Promise<ObjectTypeRow> {
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const row = await this.types.find(tx, workspaceId, key, 'lock');
      if (!row) throw new ProblemError('not_found');
      if (change.archived === undefined) {
        requireIfMatch(ifMatch, {
          etag: etagOfType(row),
          changedAt: row.updatedAt.toISOString(),
          changedBy: row.updatedBy,
        });
      }
      const now = toIso(this.clock.now());
      const next = {
        ...row,
        name: change.name ?? row.name,
        idField: change.idField === undefined ? row.idField : change.idField,
        attributes: change.attributes ?? row.attributes,
        archivedAt: change.archived === undefined ? row.archivedAt : change.archived ? new Date(now) : null,
      };
      checkType(next);
      const kept = new Set(next.attributes.map(({ name, type }) => `${name} ${type}`));
      const gone = row.attributes
        .filter(({ name, type }) => !kept.has(`${name} ${type}`))
        .map(({ name }) => name);
      const used = await this.types.used(tx, workspaceId, key, gone);
      if (used.length > 0) {
        throw new ProblemError('in_use', { detail: `Objects have values of: ${used.join(', ')}.` });
      }
      await this.types.update(tx, workspaceId, next, now, by);
      return { ...next, revision: row.revision + 1, updatedAt: new Date(now), updatedBy: by };
    });
  }
}

function checkType({ idField, attributes }: ObjectType): void {
  const names = attributes.map(({ name }) => name);
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (twice >= 0) throw fieldProblem(`attributes[${twice}].name`, 'duplicate', 'is there already');
  if (idField !== null && attributes.every(({ name, type }) => name !== idField || type !== 'string')) {
    throw fieldProblem('idField', 'enum', 'must be an attribute of type string');
  }
}
