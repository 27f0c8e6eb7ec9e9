import { Inject, Injectable } from '@nestjs/common';
import { type GroupChanged, headerNames, recordKey, topics } from '@rapport/contracts';
import type { OutgoingMessage } from '@rapport/event-bus';
import { derivedId, groupBy, toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { GroupTraitWrite, GroupWrites } from '../apply/collect-groups.js';
import { effectiveMsOf, isBefore, type Moment } from '../apply/domain/moment.js';
import { storedTraits } from '../apply/domain/profile-snapshot.js';
import { factsOfTraits } from '../apply/domain/project-profile.js';
import { changesBetween, TraitFold, type VisibleTraits } from '../apply/domain/trait-fold.js';
import {
  type GroupRegister,
  GroupsRepository,
  keyOf,
  type LockedGroup,
} from './persistence/groups.repository.js';

interface FoldedGroup {
  group: LockedGroup;
  registers: GroupRegister[];
  visible: VisibleTraits;
  changed: boolean;
  latest: Moment;
}

/** Makes groups known and folds what was said of their traits (identity.md 3.10), the same for a chunk and for a request. */
@Injectable()
export class SaveGroups {
  constructor(@Inject(GroupsRepository) private readonly groups: GroupsRepository) {}

  /** @returns a message per group whose traits changed, for the transaction's publish */
  async execute(
    tx: EntityManager,
    { groups, traits }: Pick<GroupWrites, 'groups' | 'traits'>,
    now: string,
  ): Promise<OutgoingMessage[]> {
    await this.groups.add(tx, groups, now);
    if (traits.length === 0) return [];
    const writes = groupBy(traits, ({ workspaceId, groupId }) => keyOf({ workspaceId, id: groupId }));
    const keys = [...writes.values()].flatMap(([one]) =>
      one ? [{ workspaceId: one.workspaceId, id: one.groupId }] : [],
    );
    const locked = await this.groups.lock(tx, keys);
    const registers = groupBy(await this.groups.loadRegisters(tx, keys), ({ workspaceId, nodeId }) =>
      keyOf({ workspaceId, id: nodeId }),
    );
    const folded = locked.map((group) =>
      fold(group, registers.get(keyOf(group)) ?? [], writes.get(keyOf(group)) ?? []),
    );
    await this.groups.saveRegisters(
      tx,
      folded.flatMap((one) => one.registers),
    );
    const changed = folded.filter((one) => one.changed);
    const revisions = await this.groups.save(
      tx,
      changed.map(({ group, visible }) => ({
        ...group,
        traits: visible.text,
        name: factsOfTraits(visible.values).name,
      })),
      now,
    );
    return changed.map((one) => messageOf(one, revisions.get(keyOf(one.group)) ?? 0));
  }
}

function fold(
  group: LockedGroup,
  known: readonly GroupRegister[],
  writes: readonly GroupTraitWrite[],
): FoldedGroup {
  const traits = new TraitFold(known);
  const registers = new Map<string, GroupRegister>();
  let latest = writes[0]?.moment ?? Buffer.alloc(0);
  for (const write of writes) {
    if (isBefore(latest, write.moment)) latest = write.moment;
    for (const [key, value] of Object.entries(write.traits)) {
      const register = traits.set(group.id, key, value, write.moment);
      if (register) registers.set(key, { ...register, workspaceId: group.workspaceId });
    }
  }
  const visible = traits.visible();
  const changed = changesBetween(storedTraits(group.traits, false).values, visible.values).length > 0;
  return { group, registers: [...registers.values()], visible, changed, latest };
}

function messageOf({ group, visible, latest }: FoldedGroup, revision: number): OutgoingMessage {
  const { workspaceId, id: groupId, value } = group;
  const record: Omit<GroupChanged, 'traits'> = {
    v: 1,
    kind: 'group_changed',
    id: derivedId(workspaceId, groupId, revision, 'group_changed'),
    workspaceId,
    groupId,
    key: value,
    revision,
    occurredAt: toIso(effectiveMsOf(latest)),
  };
  return {
    topic: topics.groups,
    key: recordKey(workspaceId, groupId),
    value: `${JSON.stringify(record).slice(0, -1)},"traits":${visible.text}}`,
    headers: { [headerNames.workspace]: workspaceId },
  };
}
