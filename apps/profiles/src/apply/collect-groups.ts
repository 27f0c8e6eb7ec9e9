import type { JsonObject } from '@rapport/contracts';
import type { WorkspaceChunk } from './chunk.js';
import { isBefore, type Moment } from './domain/moment.js';

type InWorkspace<T> = T & { workspaceId: string };

/** A group call, reduced to what the fold of the group needs. */
export type GroupTraitWrite = InWorkspace<{ groupId: string; moment: Moment; traits: JsonObject }>;

export type AddedMembership = InWorkspace<{
  nodeId: string;
  groupId: string;
  groupKey: string;
  firstMoment: Moment;
  lastMoment: Moment;
}>;

export interface GroupWrites {
  groups: InWorkspace<{ id: string; value: string }>[];
  traits: GroupTraitWrite[];
  memberships: AddedMembership[];
}

/**
 * What the events say about groups (identity.md 3.10): a group call sets the group's traits and makes its person a member,
 * `context.groupId` on any other call only the latter.
 */
export function collectGroups(chunks: readonly WorkspaceChunk[]): GroupWrites {
  const writes: GroupWrites = { groups: [], traits: [], memberships: [] };
  for (const { workspaceId, events } of chunks) {
    const groups = new Map<string, string>();
    const memberships = new Map<string, AddedMembership>();
    for (const { group, identifiers, moment, event } of events) {
      const nodeId = identifiers[0]?.id;
      if (!group || !nodeId) continue;
      groups.set(group.id, group.value);
      const membership = memberships.get(`${nodeId} ${group.id}`);
      if (!membership) {
        const ids = { workspaceId, nodeId, groupId: group.id, groupKey: group.value };
        memberships.set(`${nodeId} ${group.id}`, { ...ids, firstMoment: moment, lastMoment: moment });
      } else if (isBefore(moment, membership.firstMoment)) membership.firstMoment = moment;
      else if (isBefore(membership.lastMoment, moment)) membership.lastMoment = moment;
      if (event.type === 'group' && event.traits && Object.keys(event.traits).length > 0) {
        writes.traits.push({ workspaceId, groupId: group.id, moment, traits: event.traits });
      }
    }
    writes.groups.push(...[...groups].map(([id, value]) => ({ workspaceId, id, value })));
    writes.memberships.push(...memberships.values());
  }
  return writes;
}
