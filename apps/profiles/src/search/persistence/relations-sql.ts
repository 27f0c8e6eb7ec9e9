import { mostObjects } from '@rapport/conditions';
import { limits } from '@rapport/kernel';

/**
 * The groups that the person of a row `p` (`workspace_id`, `profile_id`) is in, with `group_id` and `traits`: those that are shown
 * of one, as journeys see them.
 */
export function groupsSql(alias: string): string {
  return `(
    SELECT g.value AS group_id, g.traits FROM (
      SELECT m.group_id FROM profiles.profile_groups m
      WHERE m.workspace_id = p.workspace_id AND m.profile_id = p.profile_id
      ORDER BY m.last_moment DESC, m.group_id LIMIT ${limits.groupsPerProfile}
    ) m JOIN profiles.groups g ON g.workspace_id = p.workspace_id AND g.group_id = m.group_id) AS ${alias}`;
}

/**
 * The objects of a type that are related to the person of a row `p`, with `key` and `attributes`: those that changed last. A
 * deleted object has no relations; one that two identifiers of the person name is one object.
 */
export function objectsSql(alias: string, type: string): string {
  return `(
    SELECT o.key, o.attributes FROM (
      SELECT DISTINCT r.updated_at, r.key FROM profiles.identity_nodes n
      JOIN profiles.object_people r
        ON r.workspace_id = n.workspace_id AND r.node_id = n.node_id AND r.object_type = ${type}
      WHERE n.workspace_id = p.workspace_id AND n.profile_id = p.profile_id
      ORDER BY r.updated_at DESC, r.key LIMIT ${mostObjects}
    ) r JOIN profiles.objects o ON o.workspace_id = p.workspace_id AND o.object_type = ${type} AND o.key = r.key
    WHERE o.attributes IS NOT NULL) AS ${alias}`;
}
