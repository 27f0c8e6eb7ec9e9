import { Inject, Injectable } from '@nestjs/common';
import type { Problem } from '@rapport/contracts';
import { Database } from '@rapport/database';
import { CLOCK, ProblemError, type Clock } from '@rapport/kernel';
import type { Actor } from '@rapport/access';
import { FindObjects, type Expected } from './find-objects.js';
import type { VersionedObject } from './versioned-object.js';
import type { VersionedKind } from './versioned-kind.js';
import { VersionedRepository } from './versioned.repository.js';

/** Turns a draft into the next version; the version and what it sets in motion commit together. */
@Injectable()
export class PublishObject {
  constructor(
    private readonly database: Database,
    private readonly objects: VersionedRepository,
    private readonly finder: FindObjects,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async check<Draft>(kind: VersionedKind<Draft>, workspaceId: string, ref: string): Promise<Problem[]> {
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const object = await this.finder.lookUp(tx, kind, workspaceId, ref);
      if (!object?.draft) throw new ProblemError('not_found');
      return kind.check(object.draft, object, tx);
    });
  }

  /** @throws ProblemError `state_conflict` (nothing new to publish, archived), `publish_blocked` with `problems` */
  async execute<Draft>(
    kind: VersionedKind<Draft>,
    expected: Expected,
    comment: string | null,
    actor: Actor,
  ): Promise<VersionedObject<Draft>> {
    return this.database.inWorkspace(expected.workspaceId, async (tx) => {
      const object = await this.finder.lock(tx, kind, expected);
      const draft = publishable(object);
      const problems = await kind.check(draft, object, tx);
      if (problems.some((problem) => problem.severity === 'error')) {
        throw new ProblemError('publish_blocked', { detail: 'The draft has errors.', extra: { problems } });
      }
      const publishedAt = new Date(this.clock.now());
      const version = (object.publishedVersion ?? 0) + 1;
      await this.objects.insertVersion(tx, {
        workspaceId: object.workspaceId,
        objectId: object.id,
        version,
        content: draft,
        checksum: object.draftChecksum ?? '',
        comment,
        publishedAt,
        publishedBy: actor,
      });
      const published = { publishedVersion: version, publishedChecksum: object.draftChecksum, publishedAt };
      Object.assign(object, published, { publishedBy: actor, updatedAt: publishedAt, updatedBy: actor });
      Object.assign(object, await kind.onPublish(object, draft, tx));
      await this.objects.save(tx, object);
      return object;
    });
  }
}

function publishable<Draft>(object: VersionedObject<Draft>): Draft {
  if (object.archivedAt) throw new ProblemError('state_conflict', { detail: 'It is archived.' });
  if (object.draft === null) throw new ProblemError('state_conflict', { detail: 'It has no draft.' });
  if (object.draftChecksum === object.publishedChecksum) {
    throw new ProblemError('state_conflict', { detail: 'The draft equals the published version.' });
  }
  return object.draft;
}
