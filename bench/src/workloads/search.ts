import { openDatabase } from '@rapport/database';
import { type TestWorkspace, testWorkspace } from '@rapport/testing';
import { measured } from '../harness/measure.js';
import { quantile } from '../harness/statistics.js';
import type { System } from '../harness/system.js';
import { writePeople } from '../load/people.js';
import { peoplePerAccount, writeSurroundings } from '../load/surroundings.js';
import { type Metric, type RunContext, verify, type Workload } from './workload.js';

const sizes = { small: [10_000, 100_000], full: [10_000, 100_000, 1_000_000] };
const samples = 60;
const deepPages = 60;

interface Person {
  userId: string;
  traits: Record<string, unknown>;
}
interface Page {
  data: Person[];
  nextCursor: string | null;
  count?: number;
}

/** One thing that is looked for; `i` is the number of somebody at random. */
interface Query {
  name: string;
  body(i: number): object;
  /** Whether a page is what it must be. */
  isRight(page: Page, i: number): boolean;
  /** Against the smallest workspace, of the median. */
  target?: { base: number; ambitious: number };
}

const trait = (name: string, op: string, value: unknown): object => ({
  condition: { kind: 'trait', trait: name, op, value },
});
const onlyPerson = (page: Page, i: number): boolean =>
  page.data.length === 1 && page.data[0]?.userId === `user-${i}`;
const fullOf = (page: Page, fits: (traits: Record<string, unknown>) => boolean): boolean =>
  page.data.length === 25 && page.data.every(({ traits }) => fits(traits));

const tier = (value: string): object => ({ kind: 'group_trait', trait: 'tier', op: 'is', value });
const isOpen = { kind: 'property', property: 'status', op: 'is', value: 'open' };
const numberOf = (userId: string): number => Number(userId.slice('user-'.length));
const accountOf = (userId: string): number => Math.floor(numberOf(userId) / peoplePerAccount);

const queries: readonly Query[] = [
  {
    name: 'user id prefix',
    body: (i) => ({ q: `USER-${i}` }),
    isRight: (page, i) =>
      page.data.length > 0 && page.data.every(({ userId }) => userId.startsWith(`user-${i}`)),
    target: { base: 4, ambitious: 2 },
  },
  {
    name: 'email prefix',
    body: (i) => ({ q: `person${i}@` }),
    isRight: onlyPerson,
    target: { base: 4, ambitious: 2 },
  },
  {
    name: 'phone prefix',
    body: (i) => ({ q: `+49${String(i).padStart(9, '0')}` }),
    isRight: onlyPerson,
    target: { base: 4, ambitious: 2 },
  },
  {
    name: 'prefix of everybody',
    body: () => ({ q: 'user-' }),
    isRight: (page) => fullOf(page, () => true),
    target: { base: 4, ambitious: 2 },
  },
  {
    name: 'trait, one person',
    body: (i) => trait('email', 'is', `person${i}@mail${i % 50}.test`),
    isRight: onlyPerson,
    target: { base: 4, ambitious: 2 },
  },
  {
    name: 'trait, 0.1 %',
    body: () => trait('plan', 'is', 'enterprise'),
    isRight: ({ data }) => data.length >= 10 && data.every(({ traits }) => traits.plan === 'enterprise'),
  },
  {
    name: 'trait, 90 %',
    body: () => trait('plan', 'is', 'free'),
    isRight: (page) => fullOf(page, ({ plan }) => plan === 'free'),
    target: { base: 4, ambitious: 2 },
  },
  {
    name: 'trait range, 1 %',
    body: () => trait('age', 'at_least', 99),
    isRight: (page) => fullOf(page, ({ age }) => age === 99),
    target: { base: 4, ambitious: 2 },
  },
  {
    name: 'group trait, 0.1 %',
    body: () => ({ condition: tier('enterprise') }),
    isRight: ({ data }) => data.length >= 10 && data.every(({ userId }) => accountOf(userId) % 1000 === 7),
  },
  {
    name: 'group trait, 90 %',
    body: () => ({ condition: tier('free') }),
    isRight: (page) =>
      page.data.length === 25 && page.data.every(({ userId }) => accountOf(userId) % 10 !== 1),
    target: { base: 4, ambitious: 2 },
  },
  {
    name: 'object, 0.1 % have one',
    body: () => ({ condition: { kind: 'object', objectType: 'refund' } }),
    isRight: ({ data }) => data.length >= 10 && data.every(({ userId }) => numberOf(userId) % 1000 === 5),
  },
  {
    name: 'object, 1 % fit',
    body: () => ({ condition: { kind: 'object', objectType: 'order', where: isOpen } }),
    isRight: (page) =>
      page.data.length === 25 && page.data.every(({ userId }) => numberOf(userId) % 100 === 3),
    target: { base: 4, ambitious: 2 },
  },
  {
    name: 'nobody, no index',
    body: () => trait('city', 'ends_with', 'zzz'),
    isRight: ({ data }) => data.length === 0,
  },
  {
    name: 'count of 90 %',
    body: () => ({ ...trait('plan', 'is', 'free'), count: true }),
    isRight: ({ count = 0 }) => count > 0,
  },
];

interface Shop {
  people: number;
  workspace: TestWorkspace;
}
const shops: Shop[] = [];

async function ask(system: System, bearer: string, body: object): Promise<{ page: Page; ms: number }> {
  const began = performance.now();
  const answer = await fetch(`${system.profilesUrl}/api/v1/profiles/search`, {
    method: 'POST',
    headers: { authorization: bearer, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const page = (await answer.json()) as Page;
  if (!answer.ok) throw new Error(`${answer.status} ${JSON.stringify(page)}`);
  return { page, ms: performance.now() - began };
}

/** Latencies of one query, ever for somebody else; a credential of its own, because each has its own limit per second. */
async function latencies(system: System, { people, workspace }: Shop, query: Query): Promise<number[]> {
  const bearer = await workspace.bearer('profiles:read');
  const found: number[] = [];
  for (let sample = -5; sample < samples; sample++) {
    const i = 1 + (((sample + 6) * 7_919_003) % people);
    const { page, ms } = await ask(system, bearer, query.body(i));
    verify(`${query.name} among ${people}`, query.isRight(page, i), JSON.stringify(page).slice(0, 300));
    if (sample >= 0) found.push(ms);
  }
  return found;
}

/** Page after page; only the later half is timed. Nobody may come twice. */
async function deep(system: System, { people, workspace }: Shop): Promise<number[]> {
  const bearer = await workspace.bearer('profiles:read');
  const seen = new Set<string>();
  const found: number[] = [];
  let cursor: string | null = null;
  for (let number = 0; number < deepPages; number++) {
    const asked: object = { limit: 100, sort: '-lastSeenAt', ...(cursor !== null && { cursor }) };
    const { page, ms } = await ask(system, bearer, asked);
    for (const { userId } of page.data) seen.add(userId);
    cursor = page.nextCursor;
    if (number >= deepPages / 2) found.push(ms);
  }
  verify(`paging among ${people}: nobody twice`, seen.size === deepPages * 100, `${seen.size}`);
  return found;
}

function metricsOf(name: string, bySize: ReadonlyMap<number, number[]>): Metric[] {
  const rows: Metric[] = [];
  for (const [people, values] of bySize) {
    rows.push({ name: `${name} · ${people} · p50 ms`, value: quantile(values, 0.5), better: 'lower' });
    rows.push({ name: `${name} · ${people} · p95 ms`, value: quantile(values, 0.95), better: 'lower' });
  }
  const [least = [], most = []] = [[...bySize.values()].at(0), [...bySize.values()].at(-1)];
  rows.push({ name: `${name} · ratio`, value: quantile(most, 0.5) / quantile(least, 0.5), better: 'lower' });
  return rows;
}

async function prepare({ system, size }: RunContext): Promise<void> {
  const access = await openDatabase({ url: system.databaseUrl, owner: 'access', rolesEnforced: true });
  system.onStop(() => access.close());
  for (const people of sizes[size]) {
    const workspace = await testWorkspace(access);
    await writePeople(system, workspace.workspaceId, workspace.sourceId, people);
    await writeSurroundings(system, workspace.workspaceId, workspace.sourceId, people);
    shops.push({ people, workspace });
  }
  await system.query('VACUUM ANALYZE');
}

const timed = [
  ...queries.map(({ name, target }) => ({ name, target })),
  { name: 'deep page', target: { base: 2, ambitious: 1.5 } },
];

/** How the search of people grows with their number: every figure beside that of the smallest workspace, in one run. */
export const search: Workload = {
  id: 'search',
  title: 'people found among 10,000, 100,000 and (full) 1,000,000',
  system: { parts: 'all' },
  probes: () => [],
  sample: () => [],
  targets: Object.fromEntries(
    timed.flatMap(({ name, target }) => (target ? [[`${name} · ratio`, target]] : [])),
  ),
  prepare,
  run: async ({ system }) => {
    const { value: metrics, spent } = await measured(system, async () => {
      const all: Metric[] = [];
      for (const query of queries) {
        const bySize = new Map<number, number[]>();
        for (const shop of shops) bySize.set(shop.people, await latencies(system, shop, query));
        all.push(...metricsOf(query.name, bySize));
      }
      const bySize = new Map<number, number[]>();
      for (const shop of shops) bySize.set(shop.people, await deep(system, shop));
      return [...all, ...metricsOf('deep page', bySize)];
    });
    const checks = ['every page holds whom it must, and only them', 'no person on two pages'];
    return { checks, otherCores: spent.otherCores, cpuPerUnit: null, metrics };
  },
};
