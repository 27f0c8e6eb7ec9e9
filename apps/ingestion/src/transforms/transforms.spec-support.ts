import { publicId } from '@rapport/kernel';
import type { TestWorkspace } from '@rapport/testing';
import { aRunningDoor, caughtUp } from '../ingestion.spec-support.js';
import type { Door } from '../ingestion.spec-support.js';

type Json = ReturnType<typeof JSON.parse>;

export interface Answer {
  status: number;
  headers: Headers;
  json: Json;
}

/** A workspace of its own at a running door, with what a transform's author and an SDK do. */
export async function aShop(door: Door, given?: TestWorkspace) {
  const workspace = given ?? (await door.anotherWorkspace());
  const key = await workspace.bearer();
  const sourceId = publicId('src', workspace.sourceId);

  async function call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
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
  }
  const create = (code: string, draft: object = {}, name = 'Tidy') =>
    call('POST', '/transforms', {
      name,
      draft: { language: 'javascript', code, sourceIds: [sourceId], ...draft },
    });
  const publish = (ref: string) => call('POST', `/transforms/${ref}/publish`, {});
  return {
    workspace,
    sourceId,
    call,
    create,
    publish,
    /** Created and published. @returns its id */
    async transform(code: string, draft: object = {}, name?: string): Promise<string> {
      const { json } = await create(code, draft, name);
      const published = await publish(json.id);
      if (published.status !== 200) throw new Error(JSON.stringify(published.json));
      return json.id;
    },
    async replace(ref: string, code: string, draft: object = {}): Promise<Answer> {
      const { headers } = await call('GET', `/transforms/${ref}`);
      const body = { language: 'javascript', code, sourceIds: [sourceId], ...draft };
      await call('PUT', `/transforms/${ref}/draft`, body, { 'if-match': headers.get('etag') ?? '' });
      return publish(ref);
    },
    /** As an SDK does. */
    async send(...batch: object[]): Promise<Answer> {
      const answer = await fetch(`${door.url}/v1/batch`, {
        method: 'POST',
        body: JSON.stringify({ writeKey: workspace.writeKey, batch }),
      });
      return { status: answer.status, headers: answer.headers, json: await answer.json() };
    },
    /** What became of the events, oldest first. */
    async seen(outcome: 'accepted' | 'rejected' = 'accepted'): Promise<Json[]> {
      await caughtUp(door.bus);
      const { json } = await call('GET', `/events?limit=100&outcome=${outcome}`);
      return json.data.reverse();
    },
  };
}
export type Shop = Awaited<ReturnType<typeof aShop>>;
export { aRunningDoor, type Door };
