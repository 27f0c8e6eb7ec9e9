import { openDatabase } from '@rapport/database';
import { type TestWorkspace, testWorkspace } from '@rapport/testing';
import { metricsBySize, otherCoresOf, Tally } from '../harness/tally.js';
import { applyEvents } from '../load/apply-events.js';
import { type Metric, type RunContext, verify, type Workload } from './workload.js';

/** Links that hold one cluster together before what is measured comes. */
const sizes = { small: [10, 100, 1_000], full: [10, 100, 1_000, 10_000] };
const usersOfEachSize = 4;
const turns = 10;
/** In order, per user and turn. */
const linksPerTurn = 5;
/** Shared devices that become hubs in one run; by the default policy the 25th user makes one. */
const kiosks = 40;
const hubThreshold = 25;
/** Users of a device that are measured before it becomes a hub, and after. */
const usersBesides = 5;

const minute = 60_000;
const start = Date.UTC(2026, 0, 1);

/** Somebody signs in on a device: one link. `order` is in minutes, and says which came first. */
function signIn(run: string, user: string, device: string, order: number): object {
  return {
    type: 'track',
    event: 'Signed In',
    messageId: `${run}-${user}-${device}`,
    userId: `${run}-${user}`,
    anonymousId: `${run}-${device}`,
    timestamp: new Date(start + order * minute).toISOString(),
  };
}

interface Cluster {
  size: number;
  user: string;
}

interface Shop extends Pick<RunContext, 'system' | 'run'> {
  workspace: TestWorkspace;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
}

/** Users of ever more devices. The policy lets each hold five of them; the other links are refused, and in the cluster all the same. */
async function writeClusters({ system, run, workspace }: Shop, clusters: readonly Cluster[]): Promise<void> {
  for (const { size, user } of clusters) {
    const links = range(1, size).map((i) => signIn(run, user, `${user}-d${i}`, i));
    await applyEvents(system, workspace.writeKey, links);
  }
  const rows = await system.query<{ links: string }>(
    `SELECT count(*) AS links FROM profiles.identity_edges e
     JOIN profiles.identity_nodes n ON n.workspace_id = e.workspace_id AND n.node_id = e.anchor_id
     WHERE n.workspace_id = $1 AND n.value LIKE $2 GROUP BY n.cluster_id ORDER BY 1`,
    [workspace.workspaceId, `${run}-c%`],
  );
  const expected = clusters.map(({ size }) => size).sort((a, b) => a - b);
  verify(
    'every link is in the cluster of its user',
    rows.map(({ links }) => Number(links)).join() === expected.join(),
    rows.map(({ links }) => links).join(),
  );
}

interface LinkCosts {
  inOrder: Map<number, Tally>;
  late: Map<number, Tally>;
}

/** Turns of the sizes alternate. A link in order comes after all of its cluster, a late one before all of it. */
async function linkCosts(shop: Shop, all: readonly number[]): Promise<LinkCosts> {
  const { system, run, workspace } = shop;
  const clusters = all.flatMap((size) =>
    range(1, usersOfEachSize).map((i): Cluster => ({ size, user: `c${size}-${i}` })),
  );
  await writeClusters(shop, clusters);
  const costs: LinkCosts = {
    inOrder: new Map(all.map((size) => [size, new Tally()])),
    late: new Map(all.map((size) => [size, new Tally()])),
  };
  for (const turn of range(0, turns - 1)) {
    for (const size of all) {
      const users = clusters.filter((cluster) => cluster.size === size).map(({ user }) => user);
      const next = users.flatMap((user) =>
        range(1, linksPerTurn).map((i) => {
          const order = size + turn * linksPerTurn + i;
          return signIn(run, user, `${user}-d${order}`, order);
        }),
      );
      costs.inOrder.get(size)?.add(next.length, await applyEvents(system, workspace.writeKey, next));
      const late = users.map((user) => signIn(run, user, `${user}-late${turn}`, -turn));
      costs.late.get(size)?.add(late.length, await applyEvents(system, workspace.writeKey, late));
    }
  }
  return costs;
}

/** Devices that everybody uses: the users before the last one that they may have, that one, and those after it. */
async function hubCosts({ system, run, workspace }: Shop): Promise<Map<string, Tally>> {
  const visits = (users: readonly number[]): object[] =>
    users.flatMap((user) =>
      range(1, kiosks).map((kiosk) => signIn(run, `k${kiosk}-u${user}`, `kiosk-${kiosk}`, user)),
    );
  const cost = async (users: readonly number[]): Promise<Tally> => {
    const tally = new Tally();
    tally.add(users.length * kiosks, await applyEvents(system, workspace.writeKey, visits(users)));
    return tally;
  };
  await cost(range(1, hubThreshold - usersBesides - 1));
  const costs = new Map([
    ['before it', await cost(range(hubThreshold - usersBesides, hubThreshold - 1))],
    ['that makes it', await cost([hubThreshold])],
    ['after it', await cost(range(hubThreshold + 1, hubThreshold + usersBesides))],
  ]);
  const [row] = await system.query<{ hubs: string }>(
    'SELECT count(*) AS hubs FROM profiles.identity_nodes WHERE workspace_id = $1 AND value LIKE $2 AND is_hub',
    [workspace.workspaceId, `${run}-kiosk-%`],
  );
  verify('every shared device is a hub', Number(row?.hubs) === kiosks, `${row?.hubs} of ${kiosks}`);
  return costs;
}

function hubMetrics(costs: ReadonlyMap<string, Tally>): Metric[] {
  const rows = [...costs].map(([name, { each }]): Metric => {
    return { name: `hub · event ${name} · CPU µs`, value: each['CPU µs'], better: 'lower' };
  });
  const of = (name: string): number => costs.get(name)?.each['CPU µs'] ?? NaN;
  return [
    ...rows,
    { name: 'hub · after to before', value: of('after it') / of('before it'), better: 'lower' },
  ];
}

/** What the last tenfold of a cluster's links costs a late one: ten, times the logarithms' 4 : 3, if it is L log L. */
function lastTenfold(bySize: ReadonlyMap<number, Tally>): Metric {
  const [less, more] = [...bySize.values()].slice(-2);
  const value = (more?.each['CPU µs'] ?? NaN) / (less?.each['CPU µs'] ?? NaN);
  return { name: 'late link · last tenfold', value, better: 'lower' };
}

/** What a link costs by the size of what it joins: in order, late, and at a device that everybody shares. */
export const links: Workload = {
  id: 'links',
  title:
    'new links: in order and late, by links in the cluster (10 to 1,000 or, full, 10,000), and a new hub',
  system: { parts: 'all' },
  probes: () => [],
  sample: () => [],
  targets: {
    'link in order · CPU µs ratio': { base: 1.5, ambitious: 1.2 },
    'late link · last tenfold': { base: 15, ambitious: 13.3 },
    'hub · after to before': { base: 1.2, ambitious: 1 },
  },
  run: async ({ system, run, size }) => {
    const access = await openDatabase({ url: system.databaseUrl, owner: 'access', rolesEnforced: true });
    const workspace = await testWorkspace(access);
    await access.close();
    const shop = { system, run, workspace };
    const { inOrder, late } = await linkCosts(shop, sizes[size]);
    const hubs = await hubCosts(shop);
    return {
      checks: ['every link is in the cluster of its user', 'every shared device is a hub'],
      otherCores: otherCoresOf([...inOrder.values(), ...late.values(), ...hubs.values()]),
      cpuPerUnit: null,
      metrics: [
        ...metricsBySize('link in order', inOrder),
        ...metricsBySize('late link', late),
        lastTenfold(late),
        ...hubMetrics(hubs),
      ],
    };
  },
};
