import { ApiClient } from '../api-client.spec-support.js';
import { until } from '@rapport/testing';
import { install, type Installation } from '../installation.spec-support.js';
import {
  hostileBatch,
  keptOddities,
  quarantinedItems,
  refusedCalls,
  refusedRequests,
  type Keys,
} from './bad-inputs.spec-support.js';
import { ProcessMemory } from './process-memory.spec-support.js';
import { type RawAnswer, sendRaw } from './raw-client.spec-support.js';

/** security.md 4.2 */
const mostGrowth = 50 * 1024 * 1024;

interface Recent {
  outcome: string;
  code: string | null;
  messageId: string | null;
  flags: string[];
}

/** Over all consumer groups of the process. */
async function stagesOf(baseUrl: string): Promise<{ lag: number; deadLetters: number }> {
  const text = await (await fetch(`${baseUrl}/metrics`)).text();
  const sum = (name: string): number =>
    [...text.matchAll(new RegExp(`^${name}\\{.*\\} (\\d+)$`, 'gm'))].reduce(
      (all, [, value]) => all + Number(value),
      0,
    );
  return { lag: sum('rapport_stage_lag_records'), deadLetters: sum('rapport_stage_dead_letters_total') };
}

describe('the corpus of bad inputs', () => {
  let rapport: Installation;
  let api: ApiClient;
  let keys: Keys;
  let memory: ProcessMemory;

  beforeAll(async () => {
    rapport = await install('all-in-one with the embedded bus');
    api = await ApiClient.setUp(rapport.baseUrl);
    const { data } = await api.get<{ data: { id: string }[] }>('/api/v1/sources');
    keys = { writeKey: api.writeKey, apiKey: api.apiKey, sourceId: data[0]?.id ?? '' };
    memory = new ProcessMemory(rapport.services.ingestion.pid);
    // Code is compiled and the heap has its working size before anything is measured.
    const filler = JSON.stringify({
      batch: Array(500).fill({
        type: 'track',
        event: 'Warm',
        userId: 'warm',
        properties: { a: 'x'.repeat(4000) },
      }),
    });
    for (let i = 0; i < 20; i++) expect(await api.wire('/v1/batch', JSON.parse(filler))).toBe(200);
  }, 120_000);
  afterAll(() => rapport?.stop(), 60_000);

  const total = async (): Promise<number> => {
    const { data } = await api.get<{ data: { acceptedLastHour: number; rejectedLastHour: number }[] }>(
      '/api/v1/events/stats',
    );
    return data.reduce((sum, one) => sum + one.acceptedLastHour + one.rejectedLastHour, 0);
  };
  /** The answer, while the process grows by less than is allowed. */
  const measured = async (send: () => Promise<RawAnswer>): Promise<RawAnswer & { growth: number }> => {
    const before = memory.now;
    memory.resetPeak();
    const answer = await send();
    return { ...answer, growth: Math.max(0, memory.peak - before) };
  };

  it('is refused where the request as a whole is wrong: in time, in bounded memory, with its code, and nothing is written', async () => {
    const inputs = [...refusedRequests(keys), ...refusedCalls(keys)];
    await until('what warmed it up is counted', async () => ((await total()) >= 10_000 ? true : undefined));
    const before = await total();
    const wrong: string[] = [];
    for (const { category, name, request, status, code } of inputs) {
      const answer = await measured(() => sendRaw(rapport.baseUrl, request));
      const said = `${category} ${name}: ${answer.status} ${answer.code}, grew by ${answer.growth} bytes`;
      if (answer.status !== status || (code !== undefined && answer.code !== code))
        wrong.push(`${said}; wanted ${status} ${code}`);
      else if (answer.growth > mostGrowth) wrong.push(said);
    }
    expect(wrong).toEqual([]);
    expect(await api.wire('/v1/track', { messageId: 'after-refusals', userId: 'after', event: 'E' })).toBe(
      200,
    );
    await until('the next event is counted', async () => ((await total()) > before ? true : undefined));
    expect(await total()).toBe(before + 1);
  }, 120_000);

  it('is set aside with its code where an item is wrong, and its neighbours are kept', async () => {
    const neighbour = (id: string): string =>
      `{"type":"track","messageId":"${id}","userId":"neighbour","event":"Kept"}`;
    const texts = quarantinedItems.flatMap(({ text }, i) => [text, neighbour(`neighbour-${i}`)]);
    const answer = await measured(() =>
      sendRaw(rapport.baseUrl, {
        path: '/v1/batch',
        headers: { authorization: `Bearer ${keys.writeKey}` },
        body: `{"batch":[${texts.join()}]}`,
      }),
    );
    expect(answer.status).toBe(200);
    const { accepted, rejected } = JSON.parse(answer.text) as {
      accepted: number;
      rejected: { index: number; code: string }[];
    };
    expect(accepted).toBe(quarantinedItems.length);
    expect(rejected.map(({ index, code }) => `${quarantinedItems[index / 2]?.name}: ${code}`)).toEqual(
      quarantinedItems.map(({ name, code }) => `${name}: ${code}`),
    );
    expect(answer.growth).toBeLessThan(mostGrowth);
  });

  it('is kept with a flag where it is only odd', async () => {
    const texts = keptOddities.map(({ text }, i) => text.replace('{', `{"messageId":"odd-${i}",`));
    const answer = await sendRaw(rapport.baseUrl, {
      path: '/v1/batch',
      headers: { authorization: `Bearer ${keys.writeKey}` },
      body: `{"batch":[${texts.join()}]}`,
    });
    expect([answer.status, answer.text]).toEqual([200, '{"success":true}']);
    const flags = await until('they are listed', async () => {
      const { data } = await api.get<{ data: Recent[] }>('/api/v1/events?outcome=accepted&limit=100');
      const found = keptOddities.map((_, i) => data.find(({ messageId }) => messageId === `odd-${i}`)?.flags);
      return found.every(Boolean) ? found : undefined;
    });
    keptOddities.forEach(({ flag }, i) => expect(flags[i]).toContain(flag));
  });

  it('never stops a later stage: what was accepted of every hostile value in every place is on a profile', async () => {
    const run = (round: number) =>
      measured(() =>
        sendRaw(rapport.baseUrl, {
          path: '/v1/batch',
          headers: { authorization: `Bearer ${keys.writeKey}` },
          body: hostileBatch((i) => `h${round}-${i}`),
        }),
      );
    const answer = await run(1);
    expect(answer.status).toBe(200);
    expect(answer.growth).toBeLessThan(mostGrowth);
    expect(await api.wire('/v1/track', { messageId: 'last', userId: 'hostile', event: 'Last' })).toBe(200);
    const stages = await until('every stage has handled everything', async () => {
      const found = await stagesOf(rapport.services.profiles.baseUrl);
      const timeline = await api
        .get<{ data: unknown[] }>('/api/v1/profiles/user_id%3Ahostile/events?event=Last')
        .catch(() => undefined);
      return timeline?.data.length === 1 && found.lag === 0 ? found : undefined;
    });
    expect(stages.deadLetters).toBe(0);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
