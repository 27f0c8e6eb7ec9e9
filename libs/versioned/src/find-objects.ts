import { Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { honourIfMatch, requireIfMatch } from '@rapport/http';
import { ProblemError, toIso, uuidOf, type IdPrefix } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { keyPattern } from './domain/derive-key.js';
import { etagOfObject, type PublishedVersion, type VersionedObject } from './versioned-object.js';
import type { VersionedKind } from './versioned-kind.js';
import { VersionedRepository } from './versioned.repository.js';

/** The object a request is about, and the state in which its sender saw it. */
export interface Expected {
  workspaceId: string;
  /** Id or key, as it stands in the path. */
  ref: string;
  /** `If-Match`: absent = any, unless required; `*` = overwrite knowingly. */
  ifMatch: string | undefined;
  ifMatchRequired?: boolean;
}

/** Finds objects by what a path or a body names them with. */
@Injectable()
export class FindObjects {
  constructor(
    private readonly database: Database,
    private readonly objects: VersionedRepository,
  ) {}

  /** @throws ProblemError `not_found` */
  async get<Draft>(
    kind: VersionedKind<Draft>,
    workspaceId: string,
    ref: string,
  ): Promise<VersionedObject<Draft>> {
    return this.database.inWorkspace(workspaceId, (tx) => this.one(tx, kind, workspaceId, ref));
  }

  /** @throws ProblemError `not_found`, also when there is no draft */
  async withDraft<Draft>(
    kind: VersionedKind<Draft>,
    workspaceId: string,
    ref: string,
  ): Promise<VersionedObject<Draft> & { draft: Draft }> {
    const object = await this.get(kind, workspaceId, ref);
    if (object.draft === null) throw new ProblemError('not_found');
    return { ...object, draft: object.draft };
  }

  /** As its editor saw it, unlocked. @throws ProblemError as `lock` */
  async seen<Draft>(kind: VersionedKind<Draft>, expected: Expected): Promise<VersionedObject<Draft>> {
    const object = await this.get(kind, expected.workspaceId, expected.ref);
    refuseStale(object, expected);
    return object;
  }

  /** As `get`, but undefined when there is none: a body names it, so the answer is not 404. */
  async peek<Draft>(
    kind: VersionedKind<Draft>,
    workspaceId: string,
    ref: string,
  ): Promise<VersionedObject<Draft> | undefined> {
    return this.database.inWorkspace(workspaceId, (tx) => this.lookUp(tx, kind, workspaceId, ref));
  }

  /** Locked for a change. @throws ProblemError `not_found`, `if_match_required`, `stale_revision` */
  async lock<Draft>(
    tx: EntityManager,
    kind: VersionedKind<Draft>,
    expected: Expected,
  ): Promise<VersionedObject<Draft>> {
    const object = await this.one(tx, kind, expected.workspaceId, expected.ref, true);
    refuseStale(object, expected);
    return object;
  }

  /** Undefined for what is malformed, another kind's, or another workspace's. */
  async lookUp<Draft>(
    tx: EntityManager,
    kind: VersionedKind<Draft>,
    workspaceId: string,
    ref: string,
  ): Promise<VersionedObject<Draft> | undefined> {
    const place = placeOf(kind, ref);
    return place && this.objects.find<Draft>(tx, workspaceId, kind.kind, place);
  }

  /** @throws ProblemError `not_found` */
  async version<Draft>(
    kind: VersionedKind<Draft>,
    workspaceId: string,
    ref: string,
    version: string,
  ): Promise<{ object: VersionedObject<Draft>; version: PublishedVersion<Draft> }> {
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const object = await this.one(tx, kind, workspaceId, ref);
      const number = /^[1-9]\d{0,8}$/.test(version) ? Number(version) : undefined;
      const found = number && (await this.objects.version<Draft>(tx, workspaceId, object.id, number));
      if (!found) throw new ProblemError('not_found');
      return { object, version: found };
    });
  }

  private async one<Draft>(
    tx: EntityManager,
    kind: VersionedKind<Draft>,
    workspaceId: string,
    ref: string,
    forUpdate = false,
  ): Promise<VersionedObject<Draft>> {
    const place = placeOf(kind, ref);
    const object = place && (await this.objects.find<Draft>(tx, workspaceId, kind.kind, place, forUpdate));
    if (!object) throw new ProblemError('not_found');
    return object;
  }
}

function placeOf(kind: { idPrefix: IdPrefix }, ref: string): { id: string } | { key: string } | undefined {
  const id = uuidOf(kind.idPrefix, ref);
  if (id) return { id };
  return keyPattern.test(ref) ? { key: ref } : undefined;
}

function refuseStale(object: VersionedObject, { ifMatch, ifMatchRequired }: Expected): void {
  const changedAt = toIso(object.updatedAt.getTime());
  const current = { etag: etagOfObject(object), changedAt, changedBy: object.updatedBy };
  if (ifMatchRequired) requireIfMatch(ifMatch, current);
  else honourIfMatch(ifMatch, current);
}
