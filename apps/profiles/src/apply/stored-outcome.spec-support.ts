import type { JsonObject } from '@rapport/contracts';
import type { ApplyHarness } from './apply.spec-support.js';
import type { Outcome } from './domain/naive-identity.spec-support.js';

/** The partition, names and traits as the tables hold them. */
export async function storedOutcome(harness: ApplyHarness, workspaceId: string): Promise<Outcome[]> {
  const rows = await harness.rows<{ name: string; identifiers: string[]; traits: JsonObject }>(
    `SELECT (SELECT n.type || ':' || n.value FROM profiles.identity_nodes n
             JOIN profiles.profile_ids i ON i.workspace_id = n.workspace_id AND i.node_id = n.node_id
             WHERE i.workspace_id = p.workspace_id AND i.profile_id = p.profile_id) AS name,
       ARRAY(SELECT n.type || ':' || n.value FROM profiles.identity_nodes n
             WHERE n.workspace_id = p.workspace_id AND n.profile_id = p.profile_id AND n.seen IS NOT NULL) AS identifiers,
       p.traits
     FROM profiles.profiles p WHERE p.workspace_id = $1`,
    [workspaceId],
  );
  return rows
    .map(({ name, identifiers, traits }) => ({
      name,
      identifiers: identifiers.sort(),
      traits: Object.fromEntries(Object.entries(traits).sort(([a], [b]) => (a < b ? -1 : 1))),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
