import type { AcceptedEvent } from '@rapport/contracts';
import type { TestWorkspace } from '@rapport/testing';
import type { Outcome } from '../apply/domain/model.spec-support.js';
import { storedOutcome } from '../apply/stored-outcome.spec-support.js';
import type { ReadingRoom } from '../browse/reading.spec-support.js';
import { type Answer } from '../browse/reading.spec-support.js';
import type { PartitionExample } from './domain/compare-partitions.js';
import { defaultSettings, type PolicySettings } from './domain/policy-settings.js';

export interface Ended<Result = Record<string, unknown>> {
  id: string;
  state: string;
  progress: { done: number; total: number };
  result: Result;
  error: unknown;
}

/** One workspace, its policy, and everything that is known of its people. */
export class PolicyShop {
  private constructor(
    readonly room: ReadingRoom,
    readonly workspace: TestWorkspace,
    readonly authorization: string,
  ) {}

  static async open(room: ReadingRoom): Promise<PolicyShop> {
    const workspace = await room.workspace();
    return new PolicyShop(room, workspace, await workspace.bearer('*'));
  }

  get id(): string {
    return this.workspace.workspaceId;
  }

  async apply(...events: Partial<AcceptedEvent>[]): Promise<void> {
    await this.room.apply(this.workspace, ...events);
  }

  async call<Body>(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    body?: unknown,
    headers = {},
  ): Promise<Answer<Body>> {
    return this.room.call<Body>(
      method,
      `/api/v1${path}`,
      { authorization: this.authorization, ...headers },
      body,
    );
  }

  /** Begins a change and does not wait for its end. */
  async put(settings: PolicySettings): Promise<string> {
    const answer = await this.call<Ended>('PUT', '/identity-policy', settings, { 'if-match': '*' });
    if (answer.status !== 202) throw new Error(JSON.stringify(answer.body));
    return answer.body.id;
  }

  async preview(
    settings: PolicySettings,
  ): Promise<{ profiles: number; merging: number; splitting: number; examples: PartitionExample[] }> {
    const { body } = await this.call<Ended>('POST', '/identity-policy/preview', settings);
    return (await this.ended(body.id)).result as never;
  }

  async ended(operationId: string): Promise<Ended> {
    const { body } = await this.call<Ended>('GET', `/operations/profiles/${operationId}`, undefined, {
      prefer: 'wait=30',
    });
    if (body.state !== 'succeeded') throw new Error(JSON.stringify(body));
    return body;
  }

  async change(settings: PolicySettings): Promise<Ended> {
    return this.ended(await this.put(settings));
  }

  async outcome(): Promise<Outcome> {
    const { ids: _ids, ...outcome } = await storedOutcome(
      { rows: (sql, given) => this.rows(sql, given) },
      this.id,
    );
    return outcome;
  }

  async rows<Row>(sql: string, given: unknown[] = [this.id]): Promise<Row[]> {
    return this.room.store.database.query<Row>(sql, given);
  }

  /** All that identity keeps, in words instead of hashes: two workspaces in the same state say the same. */
  async state(): Promise<Record<string, unknown>> {
    const named = `(SELECT n.type || ':' || n.value FROM profiles.identity_nodes n
      WHERE n.workspace_id = $1 AND n.node_id =`;
    const [nodes, edges, clusters] = await Promise.all([
      this.rows(
        `SELECT type || ':' || value AS name, CASE WHEN NOT is_hub THEN user_count END AS users, is_hub, seen IS NOT NULL AS seen FROM profiles.identity_nodes
         WHERE workspace_id = $1 ORDER BY type, value`,
      ),
      this.rows(
        `SELECT ${named} e.anchor_id) AS anchor, ${named} e.node_id) AS node, kind, verdict
         FROM profiles.identity_edges e WHERE workspace_id = $1 ORDER BY 1, 2, 3`,
      ),
      this.rows<{ names: string[]; current: boolean }>(
        `SELECT ARRAY(SELECT n.type || ':' || n.value FROM profiles.identity_nodes n
                      WHERE n.workspace_id = $1 AND n.cluster_id = c.cluster_id ORDER BY n.type, n.value) AS names,
           c.node_count, encode(substring(c.last_link FOR 20), 'hex') AS last,
           c.settings_version = (SELECT coalesce(max(walk_version), 1) FROM profiles.identity_policies p
                                 WHERE p.workspace_id = $1) AS current
         FROM profiles.identity_clusters c WHERE workspace_id = $1`,
      ),
    ]);
    return { nodes, edges, clusters: clusters.sort((a, b) => (a.names.join() < b.names.join() ? -1 : 1)) };
  }
}

export function settingsWith(
  given: Partial<Omit<PolicySettings, 'types'>> & { limits?: Record<string, number> },
): PolicySettings {
  const { limits = {}, ...rest } = given;
  const types = defaultSettings.types.map((one) => ({ ...one, limit: limits[one.type] ?? one.limit }));
  return { ...defaultSettings, ...rest, types };
}
