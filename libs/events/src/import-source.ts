import { derivedId } from '@rapport/kernel';

/** What the source of imported events is called wherever sources are. */
export const importSourceName = 'Import';

/**
 * The source of everything that a workspace imports from files. It has no write key and stands in no list of sources; its id
 * follows from the workspace's, so that whoever meets it can tell it.
 */
export function importSourceIdOf(workspaceId: string): string {
  return derivedId(workspaceId, 'import-source');
}
