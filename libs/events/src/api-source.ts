import { derivedId } from '@rapport/kernel';
import { importSourceIdOf, importSourceName } from './import-source.js';

/** What the source of what is said by the management API is called wherever sources are. */
export const apiSourceName = 'API';

/** The source of traits that members and API keys set; like that of imports it has no write key and stands in no list. */
export function apiSourceIdOf(workspaceId: string): string {
  return derivedId(workspaceId, 'api-source');
}

/** Sources that every workspace has without having made them, by id. */
export function builtInSourcesOf(workspaceId: string): Map<string, string> {
  return new Map([
    [importSourceIdOf(workspaceId), importSourceName],
    [apiSourceIdOf(workspaceId), apiSourceName],
  ]);
}
