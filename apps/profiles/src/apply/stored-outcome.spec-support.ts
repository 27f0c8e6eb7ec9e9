import { createHmac } from 'node:crypto';
import type { JsonObject } from '@rapport/contracts';
import { type ApplyHarness, identityKey } from './apply.spec-support.js';
import {
  type History,
  modelOf,
  type ModelProfile,
  type Outcome,
  typeOf,
  valueOf,
} from './domain/model.spec-support.js';
import type { IdentityPolicy } from './domain/identity-policy.js';

export interface StoredOutcome extends Outcome {
  /** Ids of profiles, by name. */
  ids: Record<string, string>;
}

/** What the model says the tables must hold, profile ids included. */
export function expectedOutcome(history: History, policy: IdentityPolicy): StoredOutcome {
  const outcome = modelOf(history, policy);
  const ids = outcome.profiles.map(({ name }) => [name, profileIdOf(identityKey, name)]);
  return { ...outcome, ids: Object.fromEntries(ids) };
}

/** identity.md 3.7; nobody has been erased yet. As the uuid that the tables keep. */
function profileIdOf(key: Buffer, name: string): string {
  const hex = createHmac('sha256', key)
    .update(`${typeOf(name)}\0${valueOf(name)}\x000`)
    .digest('hex');
  return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Who is who, as the tables hold it: partition, names and ids, traits, groups, timelines, and the verdict on every link. */
export async function storedOutcome(
  harness: Pick<ApplyHarness, 'rows'>,
  workspaceId: string,
): Promise<StoredOutcome> {
  const profiles = await harness.rows<ModelProfile & { id: string }>(profilesSql, [workspaceId]);
  const verdicts = await harness.rows<{ edge: string; verdict: string }>(verdictsSql, [workspaceId]);
  const groups = await harness.rows<{ id: string; traits: JsonObject }>(groupsSql, [workspaceId]);
  return {
    profiles: profiles
      .map(({ id: _id, ...profile }) => ({
        ...profile,
        identifiers: profile.identifiers.sort(bytewise),
        groups: currentFirst(profile.groups),
        events: profile.events.sort(),
      }))
      .sort((a, b) => bytewise(a.name, b.name)),
    ids: Object.fromEntries(profiles.map(({ name, id }) => [name, id])),
    verdicts: Object.fromEntries(verdicts.map(({ edge, verdict }) => [edge, verdict])),
    groups: Object.fromEntries(groups.map(({ id, traits }) => [id, traits])),
  };
}

/** Newest first, as read; the others by name. */
function currentFirst([current, ...others]: string[]): string[] {
  return current === undefined ? [] : [current, ...others.sort(bytewise)];
}

function bytewise(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

const profilesSql = `
  SELECT p.profile_id AS id, p.traits,
    (SELECT n.type || ':' || n.value FROM profiles.profile_ids i
     JOIN profiles.identity_nodes n ON n.workspace_id = i.workspace_id AND n.node_id = i.node_id
     WHERE i.workspace_id = p.workspace_id AND i.profile_id = p.profile_id) AS name,
    ARRAY(SELECT n.type || ':' || n.value FROM profiles.identity_nodes n
     WHERE n.workspace_id = p.workspace_id AND n.profile_id = p.profile_id AND n.seen IS NOT NULL) AS identifiers,
    ARRAY(SELECT g.value FROM profiles.identity_nodes n
     JOIN profiles.group_memberships m ON m.workspace_id = n.workspace_id AND m.node_id = n.node_id
     JOIN profiles.groups g ON g.workspace_id = m.workspace_id AND g.group_id = m.group_id
     WHERE n.workspace_id = p.workspace_id AND n.profile_id = p.profile_id
     GROUP BY g.value ORDER BY max(encode(m.last_moment, 'hex')) DESC) AS groups,
    ARRAY(SELECT e.source_id || ' ' || e.message_id FROM profiles.identity_nodes n
     JOIN profiles.events e ON e.workspace_id = n.workspace_id AND e.anchor_id = n.node_id
     WHERE n.workspace_id = p.workspace_id AND n.profile_id = p.profile_id) AS events
  FROM profiles.profiles p WHERE p.workspace_id = $1`;

const verdictsSql = `
  SELECT e.kind || ' ' || a.type || ':' || a.value || '>' || n.type || ':' || n.value AS edge, e.verdict
  FROM profiles.identity_edges e
  JOIN profiles.identity_nodes a ON a.workspace_id = e.workspace_id AND a.node_id = e.anchor_id
  JOIN profiles.identity_nodes n ON n.workspace_id = e.workspace_id AND n.node_id = e.node_id
  WHERE e.workspace_id = $1 AND e.verdict IS NOT NULL`;

const groupsSql = `
  SELECT g.value AS id, coalesce((
    SELECT json_object_agg(r.key, r.value) FROM profiles.group_registers r
    WHERE r.workspace_id = g.workspace_id AND r.group_id = g.group_id AND r.value::text <> 'null'), '{}') AS traits
  FROM profiles.groups g WHERE g.workspace_id = $1`;
