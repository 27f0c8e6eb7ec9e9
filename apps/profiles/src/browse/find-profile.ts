import { Inject, Injectable } from '@nestjs/common';
import { WorkspaceDirectory } from '@rapport/access';
import { type Identifier, ProblemError } from '@rapport/kernel';
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
    return (await this.firstHeld(tx, workspaceId, ref.candidates))?.profileId;
  }

  /**
   * The identifier that a record about the person is kept under: the one that was named, or the one that names the profile,
   * whose hash the profile's id is.
   */
  async resolveNode(
    tx: EntityManager,
    workspaceId: string,
    ref: ProfileRef,
  ): Promise<{ profileId: string; nodeId: string } | undefined> {
    if (ref.by === 'identifier') return this.firstHeld(tx, workspaceId, ref.candidates);
    const profileId = await this.profiles.profileOfId(tx, workspaceId, ref.profileId);
    return profileId === undefined ? undefined : { profileId, nodeId: profileId };
  }

  /** The first of the identifiers that somebody has, and who has it. */
  async firstHeld(
    tx: EntityManager,
    workspaceId: string,
    candidates: readonly Identifier[],
  ): Promise<{ identifier: Identifier; profileId: string; nodeId: string } | undefined> {
    const workspace = await this.workspaces.get(workspaceId);
    if (!workspace) return undefined;
    for (const identifier of candidates) {
      const nodeId = nodeIdOf(workspace.identityKey, identifier);
      const profileId = await this.profiles.profileOfNode(tx, workspaceId, nodeId);
      if (profileId !== undefined) return { identifier, profileId, nodeId };
    }
    return undefined;
  }

  /** @throws ProblemError `not_found` when nobody is called so */
  async require(tx: EntityManager, workspaceId: string, ref: ProfileRef): Promise<string> {
    const profileId = await this.resolve(tx, workspaceId, ref);
    if (profileId === undefined) throw new ProblemError('not_found');
    return profileId;
  }
}
