import { publicId } from '@rapport/kernel';
import type { TestWorkspace } from '@rapport/testing';
import { aRunningDoor } from '../ingestion.spec-support.js';
import type { Door } from '../ingestion.spec-support.js';

export interface Answer {
  status: number;
  headers: Headers;
  /** As parsed: of any shape. */
  json: ReturnType<typeof JSON.parse>;
}

/** A running door with a key for all of it, and calls in the words of its API. */
export async function aPlanDoor() {
  const door = await aRunningDoor();
  const key = await door.workspace.bearer('events:send', 'events:write');
  const call = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const answer = await fetch(`${door.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: key,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return {
      status: answer.status,
      headers: answer.headers,
      json: JSON.parse((await answer.text()) || '{}'),
    };
  };
  const plan = async (draft: object, name = 'Plan'): Promise<string> =>
    (await call('POST', '/tracking-plans', { name, draft })).json.id as string;
  const publish = (id: string) => call('POST', `/tracking-plans/${id}/publish`, {});
  const putDraft = (id: string, draft: object) =>
    call('PUT', `/tracking-plans/${id}/draft`, draft, { 'if-match': '*' });
  return {
    door,
    call,
    plan,
    publish,
    putDraft,
    sourceId: publicId('src', door.workspace.sourceId),
    /** A further source, so that specs do not share one. */
    source: () => aSource(door),
    send: (sourceId: string, ...events: object[]) =>
      call('POST', '/events', { sourceId, mode: 'live', events }),
    /** A plan in force for a source of its own. */
    async inForce(draft: object): Promise<{ id: string; sourceId: string }> {
      const [id, sourceId] = [await plan(draft), await aSource(door)];
      await publish(id);
      await call('PUT', `/tracking-plans/${id}/sources`, { sourceIds: [sourceId] });
      await inForce(call, sourceId);
      return { id, sourceId };
    },
  };
}
export type PlanDoor = Awaited<ReturnType<typeof aPlanDoor>>;

/** Waits until the door holds events of the source against a plan: an event that none names says so. */
async function inForce(
  call: (m: string, p: string, b: unknown) => Promise<Answer>,
  sourceId: string,
): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const events = [{ type: 'track', event: 'Probe of the plan', userId: 'probe' }];
    const { json } = await call('POST', '/events', { sourceId, mode: 'live', events });
    if (json.rejected?.[0]?.code === 'violates_tracking_plan') return;
    if (Date.now() > deadline) throw new Error('the plan does not come into force');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function aSource({
  workspace,
  change,
}: { workspace: TestWorkspace } & Pick<Door, 'change'>): Promise<string> {
  const rows = (await change(
    `INSERT INTO access.sources (workspace_id, id, name, kind, enabled, allowed_origins, created_at, created_by, updated_at)
     VALUES ($1, gen_random_uuid(), 'Further', 'any', true, '{}', now(), '{}', now()) RETURNING id`,
    [workspace.workspaceId],
  )) as { id: string }[];
  return publicId('src', rows[0]?.id ?? '');
}
