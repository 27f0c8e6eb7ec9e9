import { Inject, Injectable } from '@nestjs/common';
import { WorkspaceDirectory } from '@rapport/access';
import { ProblemError } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { groupIdOf } from '../apply/derive-ids.js';
import { type GroupRef, groupRefOf } from './domain/group-ref.js';
import { GroupReader } from './persistence/group-reader.repository.js';

export interface NamedGroup {
  id: string;
  /** The customer's id of it. */
  value: string;
}

/** From what a path calls a group to the group. */
@Injectable()
export class FindGroup {
  constructor(
    @Inject(WorkspaceDirectory) private readonly workspaces: WorkspaceDirectory,
    @Inject(GroupReader) private readonly groups: GroupReader,
  ) {}

  /** @throws ProblemError `invalid_reference`, or `not_found` for an id that is none of a group */
  parse(text: string): GroupRef {
    const ref = groupRefOf(text);
    if (ref.ok) return ref.value;
    if (ref.error === 'not_found') throw new ProblemError('not_found');
    const message = 'must be a group id or group_id:…, such as group_id:acme';
    throw new ProblemError('invalid_reference', { errors: [{ field: 'path.ref', rule: 'format', message }] });
  }

  /** @throws ProblemError `not_found` */
  async resolve(tx: EntityManager, workspaceId: string, ref: GroupRef): Promise<NamedGroup> {
    const ids =
      ref.by === 'id' ? [ref.groupId] : (await this.candidates(workspaceId, ref)).map(({ id }) => id);
    const found = await this.groups.named(tx, workspaceId, ids);
    const [first] = ids.flatMap((id) => found.find((group) => group.id === id) ?? []);
    if (!first) throw new ProblemError('not_found');
    return first;
  }

  /** The same, but a group that nobody has spoken of yet is one as soon as somebody does. */
  async resolveOrName(tx: EntityManager, workspaceId: string, ref: GroupRef): Promise<NamedGroup> {
    if (ref.by === 'id') return this.resolve(tx, workspaceId, ref);
    const candidates = await this.candidates(workspaceId, ref);
    const ids = candidates.map(({ id }) => id);
    const found = await this.groups.named(tx, workspaceId, ids);
    const named = ids.flatMap((id) => found.find((group) => group.id === id) ?? [])[0] ?? candidates[0];
    if (!named) throw new ProblemError('not_found');
    return named;
  }

  private async candidates(workspaceId: string, ref: { keys: string[] }): Promise<NamedGroup[]> {
    const workspace = await this.workspaces.get(workspaceId);
    if (!workspace) return [];
    return ref.keys.map((value) => ({ id: groupIdOf(workspace.identityKey, value), value }));
  }
}
