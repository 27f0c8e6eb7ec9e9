import type { JsonValue } from '@rapport/contracts';
import type { GroupMembership } from '../persistence/register.repository.js';
import type { WorkspaceChunk } from './chunk.js';
import { isBefore } from './domain/moment.js';
import { type Register, TraitFold } from './domain/trait-fold.js';

type InWorkspace<T> = T & { workspaceId: string };

export interface GroupWrites {
  groups: InWorkspace<{ id: string; value: string }>[];
  registers: InWorkspace<Register>[];
  memberships: GroupMembership[];
}

/**
 * What the events say about groups (identity.md 3.10): a group call sets the group's traits and makes its person a member,
 * `context.groupId` on any other call only the latter.
 */
export function collectGroups(chunks: readonly WorkspaceChunk[]): GroupWrites {
  const writes: GroupWrites = { groups: [], registers: [], memberships: [] };
  for (const { workspaceId, events } of chunks) {
    const groups = new Map<string, string>();
    const registers = new Map<string, Register>();
    const memberships = new Map<string, GroupMembership>();
    const fold = new TraitFold();
    for (const { group, identifiers, moment, event } of events) {
      const nodeId = identifiers[0]?.id;
      if (!group || !nodeId) continue;
      groups.set(group.id, group.value);
      const membership = memberships.get(`${nodeId} ${group.id}`);
      if (!membership) {
        const moments = { firstMoment: moment, lastMoment: moment };
        memberships.set(`${nodeId} ${group.id}`, { workspaceId, nodeId, groupId: group.id, ...moments });
      } else if (isBefore(moment, membership.firstMoment)) membership.firstMoment = moment;
      else if (isBefore(membership.lastMoment, moment)) membership.lastMoment = moment;
      const traits: [string, JsonValue][] = event.type === 'group' ? Object.entries(event.traits ?? {}) : [];
      for (const [key, value] of traits) {
        const register = fold.set(group.id, key, value, moment);
        if (register) registers.set(`${group.id} ${key}`, register);
      }
    }
    writes.groups.push(...[...groups].map(([id, value]) => ({ workspaceId, id, value })));
    writes.registers.push(...[...registers.values()].map((register) => ({ ...register, workspaceId })));
    writes.memberships.push(...memberships.values());
  }
  return writes;
}
