import { ApiClient } from '../api-client.spec-support.js';
import { install, type Installation } from '../installation.spec-support.js';

/** What somebody may put where a path names something, as it stands in the URL. */
const names = {
  'a zero byte': 'a%00b',
  'a zero byte in an identifier': 'user_id:a%00b',
  'half a surrogate pair': '%ED%A0%80',
  'bytes that are no UTF-8': '%FF%FE',
  'a percent sign alone': '%',
  'a path upwards': '..%2F..%2Fetc%2Fpasswd',
  SQL: "x'%20OR%201=1--",
  'far too long a name': 'x'.repeat(2_000),
  'far too long an identifier': `user_id:${'x'.repeat(2_000)}`,
  'a property of every object': '__proto__',
  'an emoji': '%F0%9F%98%80',
  'an id of nothing': 'prf_00000000000000000000000000',
};
const slowest = 2_000;

interface Call {
  method: string;
  path: string;
}

describe('a name in a path that names nothing', () => {
  let rapport: Installation;
  let api: ApiClient;
  const calls: Call[] = [];

  beforeAll(async () => {
    rapport = await install('all-in-one with the embedded bus');
    api = await ApiClient.setUp(rapport.baseUrl);
    const { paths } = await api.get<{ paths: Record<string, object> }>('/api/v1/openapi.json');
    for (const [path, methods] of Object.entries(paths)) {
      if (!path.includes('{')) continue;
      for (const method of Object.keys(methods)) calls.push({ method: method.toUpperCase(), path });
    }
  }, 120_000);
  afterAll(() => rapport?.stop(), 60_000);

  /** Again, when the limit of requests per second says so. */
  async function statusOf({ method, path }: Call, name: string): Promise<number> {
    const url = rapport.baseUrl + path.replaceAll(/\{[^}]+\}/g, name);
    for (;;) {
      const answer = await fetch(url, {
        method,
        headers: { authorization: `Bearer ${api.apiKey}`, 'content-type': 'application/json' },
        ...(['GET', 'DELETE', 'HEAD'].includes(method) ? {} : { body: '{}' }),
        signal: AbortSignal.timeout(slowest),
      });
      await answer.arrayBuffer();
      if (answer.status !== 429) return answer.status;
      const seconds = Number(answer.headers.get('retry-after') ?? 1);
      await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
    }
  }

  it.each(Object.entries(names))('is the caller’s fault, not ours: %s', async (_, name) => {
    expect(calls.length).toBeGreaterThan(80);
    const wrong: string[] = [];
    for (const call of calls) {
      const status = await statusOf(call, name);
      if (status >= 500) wrong.push(`${call.method} ${call.path}: ${status}`);
    }
    expect(wrong).toEqual([]);
  });
});
