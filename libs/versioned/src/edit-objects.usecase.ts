import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { CLOCK, newId, ProblemError, type Clock } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { Actor } from '@rapport/access';
import { checksumOf } from './checksum.js';
import { deriveKey, firstFreeKey } from './domain/derive-key.js';
import { FindObjects, type Expected } from './find-objects.js';
import type { VersionedObject } from './versioned-object.js';
import type { VersionedKind } from './versioned-kind.js';
import { VersionedRepository } from './versioned.repository.js';

export interface NewObject {
  name: string;
  key?: string;
  description?: string | null;
  tags?: string[];
  attributes: Record<string, unknown>;
  /** As received; parsed by the kind. */
  draft?: unknown;
}

/** Absent = unchanged, null = cleared (RFC 7396). */
export interface ObjectPatch {
  name?: string;
  description?: string | null;
  tags?: string[] | null;
}

/** Creates objects and changes their metadata and drafts; each in one transaction under the object's row lock. */
@Injectable()
export class EditObjects {
  constructor(
    private readonly database: Database,
    private readonly objects: VersionedRepository,
    private readonly finder: FindObjects,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `key_taken` when the caller chose a key that another object has, archived ones included */
  async create<Draft>(
    kind: VersionedKind<Draft>,
    workspaceId: string,
    input: NewObject,
    actor: Actor,
  ): Promise<VersionedObject<Draft>> {
    const owner = { workspaceId, attributes: input.attributes };
    if (input.key) await this.refuseTaken(kind, workspaceId, input.key);
    const draft = input.draft == null ? null : await kind.parseDraft(input.draft, 'draft', owner);
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const object = this.blank(kind, workspaceId, input, actor, draft);
      for (;;) {
        object.key = input.key ?? (await this.freeKey(tx, kind, workspaceId, input.name));
        if (await this.objects.insert(tx, object)) return object;
        if (input.key) throw keyTaken(kind.kind);
      }
    });
  }

  /** `ofKind` changes what only this kind lets be changed. */
  async patch<Draft>(
    kind: VersionedKind<Draft>,
    expected: Expected,
    change: ObjectPatch,
    actor: Actor,
    ofKind: (object: VersionedObject<Draft>) => void = () => {},
  ): Promise<VersionedObject<Draft>> {
    return this.changed(kind, expected, actor, (object) => {
      ofKind(object);
      if (change.name !== undefined) object.name = change.name;
      if (change.description !== undefined) object.description = change.description;
      if (change.tags !== undefined) object.tags = change.tags ?? [];
    });
  }

  async putDraft<Draft>(
    kind: VersionedKind<Draft>,
    expected: Expected,
    input: unknown,
    actor: Actor,
  ): Promise<VersionedObject<Draft>> {
    const current = await this.finder.seen(kind, expected);
    const draft = await kind.parseDraft(input, '', current);
    return this.changed(kind, expected, actor, (object) => {
      object.draft = draft;
      object.draftChecksum = checksumOf(draft);
    });
  }

  /** Back to what is published. @throws ProblemError `state_conflict` when nothing is */
  async discardDraft<Draft>(kind: VersionedKind<Draft>, expected: Expected, actor: Actor): Promise<void> {
    await this.changed(kind, expected, actor, async (object, tx) => {
      const { workspaceId, id, publishedVersion } = object;
      if (publishedVersion === null) {
        throw new ProblemError('state_conflict', {
          detail: 'It was never published: there is nothing to go back to.',
        });
      }
      const version = await this.objects.version<Draft>(tx, workspaceId, id, publishedVersion);
      object.draft = version?.content ?? null;
      object.draftChecksum = object.publishedChecksum;
    });
  }

  private async refuseTaken<Draft>(
    kind: VersionedKind<Draft>,
    workspaceId: string,
    key: string,
  ): Promise<void> {
    const found = await this.database.inWorkspace(workspaceId, (tx) =>
      this.objects.find(tx, workspaceId, kind.kind, { key }),
    );
    if (found) throw keyTaken(kind.kind);
  }

  private async changed<Draft>(
    kind: VersionedKind<Draft>,
    expected: Expected,
    actor: Actor,
    change: (object: VersionedObject<Draft>, tx: EntityManager) => void | Promise<void>,
  ): Promise<VersionedObject<Draft>> {
    return this.database.inWorkspace(expected.workspaceId, async (tx) => {
      const object = await this.finder.lock(tx, kind, expected);
      await change(object, tx);
      object.updatedAt = new Date(this.clock.now());
      object.updatedBy = actor;
      await this.objects.save(tx, object);
      return object;
    });
  }

  private async freeKey<Draft>(
    tx: EntityManager,
    kind: VersionedKind<Draft>,
    workspaceId: string,
    name: string,
  ): Promise<string> {
    const key = deriveKey(name, kind.kind);
    return firstFreeKey(key, await this.objects.keysLike(tx, workspaceId, kind.kind, key.slice(0, 40)));
  }

  private blank<Draft>(
    kind: VersionedKind<Draft>,
    workspaceId: string,
    input: NewObject,
    actor: Actor,
    draft: Draft | null,
  ): VersionedObject<Draft> {
    const now = new Date(this.clock.now());
    return {
      workspaceId,
      id: newId(),
      kind: kind.kind,
      key: '',
      name: input.name,
      description: input.description ?? null,
      tags: input.tags ?? [],
      status: 'draft',
      attributes: input.attributes,
      draft,
      draftChecksum: draft === null ? null : checksumOf(draft),
      revision: 1,
      publishedVersion: null,
      publishedChecksum: null,
      publishedAt: null,
      publishedBy: null,
      createdAt: now,
      createdBy: actor,
      updatedAt: now,
      updatedBy: actor,
      archivedAt: null,
    };
  }
}

function keyTaken(kind: string): ProblemError {
  return new ProblemError('key_taken', {
    detail: `Another ${kind} has this key.`,
    errors: [{ field: 'key', rule: 'duplicate', message: 'is taken' }],
  });
}
