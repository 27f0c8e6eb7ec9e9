import {
  type GroupChanged,
  type JsonObject,
  type ObjectChanged,
  recordKey,
  topics,
} from '@rapport/contracts';
import { newId, toIso } from '@rapport/kernel';
import type { RoomWorkspace } from '../journeys/journeys.spec-support.js';

let revisions = 0;

/** What profiles tells of a group. */
export function aGroup(shop: RoomWorkspace, key: string, traits: JsonObject): GroupChanged {
  const head = { v: 1 as const, kind: 'group_changed' as const, id: newId(), workspaceId: shop.id };
  const occurredAt = toIso(shop.room.now);
  return { ...head, groupId: newId(), key, traits, revision: ++revisions, occurredAt };
}

/** What profiles tells of an object; deleted when it has no attributes. */
export function anObject(
  shop: RoomWorkspace,
  [objectType, key]: readonly [string, string],
  attributes: JsonObject | null,
  people: string[],
): ObjectChanged {
  const head = { v: 1 as const, kind: 'object_changed' as const, id: newId(), workspaceId: shop.id };
  const occurredAt = toIso(shop.room.now + revisions);
  return { ...head, objectType, key, attributes, people, groups: [], revision: ++revisions, occurredAt };
}

/** Publishes them as profiles does, one record each, and waits until messaging has handled them. */
export async function told(
  shop: RoomWorkspace,
  ...changes: readonly (GroupChanged | ObjectChanged)[]
): Promise<void> {
  await shop.room.bus.append(
    changes.map((change) => ({
      topic: change.kind === 'group_changed' ? topics.groups : topics.objects,
      key: recordKey(
        change.workspaceId,
        change.kind === 'group_changed' ? change.groupId : `${change.objectType}|${change.key}`,
      ),
      value: JSON.stringify(change),
      headers: { workspace: change.workspaceId },
    })),
  );
  await shop.room.settle();
}
