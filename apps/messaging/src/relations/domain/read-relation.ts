import type { GroupChanged, ObjectChanged } from '@rapport/contracts';
import { isRecord } from '@rapport/conditions';
import { err, ok, type Result } from '@rapport/kernel';

/**
 * Reads a record of `rapport.groups.v1`. Profiles writes them, so only their outline is looked at; a kind of a later release
 * is passed over, as every reader of a topic must.
 */
export function readGroupChanged(value: string): Result<GroupChanged | null, string> {
  return readRecord(value, 'group_changed', ({ key, traits }) => typeof key === 'string' && isRecord(traits));
}

/** Reads a record of `rapport.objects.v1`, as `readGroupChanged` does. */
export function readObjectChanged(value: string): Result<ObjectChanged | null, string> {
  return readRecord(
    value,
    'object_changed',
    ({ objectType, key, attributes, people }) =>
      typeof objectType === 'string' &&
      typeof key === 'string' &&
      (attributes === null || isRecord(attributes)) &&
      Array.isArray(people),
  );
}

function readRecord<T extends GroupChanged | ObjectChanged>(
  value: string,
  kind: T['kind'],
  hasParts: (record: Record<string, unknown>) => boolean,
): Result<T | null, string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    return err('is not JSON');
  }
  if (!isRecord(parsed)) return err('is not an object');
  if (parsed.v !== 1 || typeof parsed.workspaceId !== 'string') return err('has no v or workspaceId');
  if (parsed.kind !== kind) return ok(null);
  if (!Number.isSafeInteger(parsed.revision)) return err('has no revision');
  return hasParts(parsed) ? ok(parsed as unknown as T) : err(`is not a whole ${kind}`);
}
