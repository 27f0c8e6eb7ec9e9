import { Inject, Injectable } from '@nestjs/common';
import { WorkspaceDirectory } from '@rapport/access';
import { ProblemError } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { nodeIdOf } from '../apply/derive-ids.js';
import { ProfileReader } from '../persistence/profile-reader.repository.js';
import { type ProfileRef, profileRefOf } from './domain/profile-ref.js';

/** From what a path calls a person to the profile that is alive. */
@Injectable()
export class FindProfile {
  constructor(
    @Inject(WorkspaceDirectory) private readonly workspaces: WorkspaceDirectory,
    @Inject(ProfileReader) private readonly profiles: ProfileReader,
  ) {}

  /** @throws ProblemError `invalid_reference`, or `not_found` for an id that is none of a profile */
  parse(text: string): ProfileRef {
    const ref = profileRefOf(text);
    if (ref.ok) return ref.value;
    if (ref.error === 'not_found') throw new ProblemError('not_found');
    const message = 'must be a profile id or type:value, such as email:ada@acme.test';
    throw new ProblemError('invalid_reference', { errors: [{ field: 'path.ref', rule: 'format', message }] });
  }

  /** @returns the id of the live profile; undefined when nobody is called so */
  async resolve(tx: EntityManager, workspaceId: string, ref: ProfileRef): Promise<string | undefined> {
    if (ref.by === 'id') return this.profiles.profileOfId(tx, workspaceId, ref.profileId);
    const workspace = await this.workspaces.get(workspaceId);
    if (!workspace) return undefined;
    for (const candidate of ref.candidates) {
      const nodeId = nodeIdOf(workspace.identityKey, candidate);
      const profileId = await this.profiles.profileOfNode(tx, workspaceId, nodeId);
      if (profileId !== undefined) return profileId;
    }
    return undefined;
  }
}
