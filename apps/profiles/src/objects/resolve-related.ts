import { Inject, Injectable } from '@nestjs/common';
import { WorkspaceDirectory } from '@rapport/access';
import { type FieldFault, ProblemError } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { groupIdOf, nodeIdOf } from '../apply/derive-ids.js';
import { profileRefOf } from '../browse/domain/profile-ref.js';
import { groupRefOf } from '../groups/domain/group-ref.js';
import { GroupReader } from '../groups/persistence/group-reader.repository.js';
import type { Related } from './persistence/objects.repository.js';

/** Names of one request, each with the field that it stands in. */
export interface Named {
  field: string;
  text: string;
}

type Found = Map<string, Related>;

/** From what a request calls people and groups to what a relation is kept under: nobody needs to have seen them yet. */
@Injectable()
export class ResolveRelated {
  constructor(
    @Inject(WorkspaceDirectory) private readonly workspaces: WorkspaceDirectory,
    @Inject(GroupReader) private readonly known: GroupReader,
  ) {}

  /** @returns by text; what is missing is in `faults` */
  async people(
    tx: EntityManager,
    workspaceId: string,
    named: readonly Named[],
  ): Promise<{ found: Found; faults: FieldFault[] }> {
    const identityKey = await this.identityKeyOf(workspaceId);
    const found: Found = new Map();
    const faults: FieldFault[] = [];
    const byId = new Map<string, Named[]>();
    for (const one of named) {
      const ref = profileRefOf(one.text);
      const [first] = ref.ok && ref.value.by === 'identifier' ? ref.value.candidates : [];
      if (first) {
        found.set(one.text, { id: nodeIdOf(identityKey, first), name: `${first.type}:${first.value}` });
      } else if (ref.ok && ref.value.by === 'id') {
        byId.set(ref.value.profileId, [...(byId.get(ref.value.profileId) ?? []), one]);
      } else
        faults.push({ field: one.field, rule: 'unknown_ref', message: 'must be a profile id or type:value' });
    }
    const names = await this.namesOf(tx, workspaceId, [...byId.keys()]);
    for (const [id, places] of byId) {
      const name = names.get(id);
      for (const { field, text } of places) {
        if (name) found.set(text, name);
        else faults.push({ field, rule: 'unknown_ref', message: 'there is no such person' });
      }
    }
    return { found, faults };
  }

  async groups(
    tx: EntityManager,
    workspaceId: string,
    named: readonly Named[],
  ): Promise<{ found: Found; faults: FieldFault[] }> {
    const identityKey = await this.identityKeyOf(workspaceId);
    const found: Found = new Map();
    const faults: FieldFault[] = [];
    const refs = named.map((one) => ({ ...one, ref: groupRefOf(one.text) }));
    const ids = refs.flatMap(({ ref }) => (ref.ok && ref.value.by === 'id' ? [ref.value.groupId] : []));
    const known = ids.length > 0 ? await this.known.named(tx, workspaceId, ids) : [];
    const keys = new Map(known.map(({ id, value }) => [id, value]));
    for (const { field, text, ref } of refs) {
      const [key] = ref.ok && ref.value.by === 'key' ? ref.value.keys : [];
      const id = ref.ok && ref.value.by === 'id' ? ref.value.groupId : undefined;
      const name = key ?? keys.get(id ?? '');
      if (name !== undefined) found.set(text, { id: id ?? groupIdOf(identityKey, name), name });
      else if (id !== undefined)
        faults.push({ field, rule: 'unknown_ref', message: 'there is no such group' });
      else faults.push({ field, rule: 'unknown_ref', message: 'must be a group id or group_id:…' });
    }
    return { found, faults };
  }

  /** The identifier that names the profile which an id, perhaps retired, stands for now. */
  private async namesOf(
    tx: EntityManager,
    workspaceId: string,
    profileIds: readonly string[],
  ): Promise<Found> {
    if (profileIds.length === 0) return new Map();
    const rows = await tx.query<{ asked: string; id: string; name: string }[]>(
      `SELECT asked.profile_id AS asked, name.node_id AS id, name.type || ':' || name.value AS name
       FROM profiles.profile_ids asked
       JOIN profiles.identity_nodes held ON held.workspace_id = $1 AND held.node_id = asked.node_id
       JOIN profiles.profile_ids issued ON issued.workspace_id = $1 AND issued.profile_id = held.profile_id
       JOIN profiles.identity_nodes name ON name.workspace_id = $1 AND name.node_id = issued.node_id
       WHERE asked.workspace_id = $1 AND asked.profile_id = ANY($2::uuid[])`,
      [workspaceId, profileIds],
    );
    return new Map(rows.map(({ asked, id, name }) => [asked, { id, name }]));
  }

  private async identityKeyOf(workspaceId: string): Promise<Buffer> {
    const workspace = await this.workspaces.get(workspaceId);
    if (!workspace) throw new ProblemError('not_found');
    return workspace.identityKey;
  }
}
