import type { PeopleGroup } from '../api/relation-queries';

/** The name that its traits give a group, else the customer's own id of it. */
export function nameOfGroup({ traits, groupId }: Pick<PeopleGroup, 'traits' | 'groupId'>): string {
  const { name } = traits;
  return typeof name === 'string' && name.trim() !== '' ? name.trim() : groupId;
}
