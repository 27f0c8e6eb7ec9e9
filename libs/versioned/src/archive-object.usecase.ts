import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { CLOCK, ProblemError, type Clock } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { Actor } from '@rapport/access';
import { FindObjects, type Expected } from './find-objects.js';
import type { VersionedObject } from './versioned-object.js';
import type { VersionedKind } from './versioned-kind.js';
import { VersionedRepository } from './versioned.repository.js';

/** Takes an object out of sight and use, and brings it back; doing so twice changes nothing. */
@Injectable()
export class ArchiveObject {
  constructor(
    private readonly database: Database,
    private readonly objects: VersionedRepository,
    private readonly finder: FindObjects,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * `onArchive` is the kind's own share of the work (a journey ends its runs), in the same transaction.
   * @throws ProblemError `in_use` with `usedBy`
   */
  async archive<Draft>(
    kind: VersionedKind<Draft>,
    expected: Expected,
    actor: Actor,
    onArchive?: (object: VersionedObject<Draft>, tx: EntityManager) => Promise<void>,
  ): Promise<VersionedObject<Draft>> {
    return this.database.inWorkspace(expected.workspaceId, async (tx) => {
      const object = await this.finder.lock(tx, kind, expected);
      if (object.archivedAt) return object;
      const usedBy = await kind.usedBy(object, tx);
      if (usedBy.length > 0) {
        throw new ProblemError('in_use', { detail: `This ${kind.kind} is in live use.`, extra: { usedBy } });
      }
      await onArchive?.(object, tx);
      return this.save(tx, object, new Date(this.clock.now()), actor);
    });
  }

  /** `ofKind` is the kind's own share of the change; not called when it is not archived. */
  async unarchive<Draft>(
    kind: VersionedKind<Draft>,
    expected: Expected,
    actor: Actor,
    ofKind: (object: VersionedObject<Draft>) => void = () => {},
  ): Promise<VersionedObject<Draft>> {
    return this.database.inWorkspace(expected.workspaceId, async (tx) => {
      const object = await this.finder.lock(tx, kind, expected);
      if (!object.archivedAt) return object;
      ofKind(object);
      return this.save(tx, object, null, actor);
    });
  }

  private async save<Draft>(
    tx: EntityManager,
    object: VersionedObject<Draft>,
    archivedAt: Date | null,
    actor: Actor,
  ): Promise<VersionedObject<Draft>> {
    Object.assign(object, { archivedAt, updatedAt: new Date(this.clock.now()), updatedBy: actor });
    await this.objects.save(tx, object);
    return object;
  }
}
