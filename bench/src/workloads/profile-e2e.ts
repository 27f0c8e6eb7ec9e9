import { measured, totalCpu } from '../harness/measure.js';
import { EventSource, type LoadEvent } from '../load/event-source.js';
import { batchBodies, load } from '../load/load-process.js';
import { httpProbe } from '../probes/http.probe.js';
import { kafkaProbe } from '../probes/kafka.probe.js';
import { parseProbe } from '../probes/parse.probe.js';
import type { Probe } from '../probes/probe.js';
import { dedupeProbe, logProbe, storeProbe, updateProbe } from '../probes/table.probes.js';
import type { System } from '../harness/system.js';
import { handled, untilHandled, untilTold } from './progress.js';
import { verify, type Workload } from './workload.js';

const perRequest = 20;
const connections = 32;
const sizes = { small: 20_000, full: 100_000 };
const people = 100_000;
const apply = ['rapport.profiles.apply', 'rapport.events.v1'] as const;

function eventsOf(run: string, seed: number, count: number): LoadEvent[] {
  const source = new EventSource({ run, seed, people, identifyShare: 0.1 });
  return Array.from({ length: count }, (_, i) => source.event(i));
}

/** Events to committed profiles, timelines and what messaging knows, with every part of the product running. */
export const w2: Workload = {
  id: 'w2',
  title: 'profile-e2e: 10 % identify, 100,000 people, to every row committed, messaging included',
  system: { parts: 'all' },
  probes: (bus): Probe[] => {
    const log = bus === 'kafka' ? kafkaProbe : logProbe;
    return [
      httpProbe(perRequest, connections),
      parseProbe(perRequest),
      log,
      dedupeProbe,
      storeProbe,
      updateProbe,
      log,
    ];
  },
  sample: () => eventsOf('sample', 7, sizes.small),
  targets: { 'events/s': { base: 7_000, ambitious: 11_000 }, ratio: { base: 2, ambitious: 1.5 } },
  run: async ({ system, run, seed, size }) => {
    const count = sizes[size];
    const order = { url: `${system.ingestUrl}/v1/batch`, writeKey: system.writeKey, connections };
    const warm = eventsOf(`warm-${run}`, seed, Math.ceil(count / 10));
    const applied = (await handled(system, ...apply)) + warm.length;
    await load({ ...order, bodies: batchBodies(warm, perRequest) });
    await untilHandled(system, ...apply, applied);
    const events = eventsOf(run, seed + 1, count);
    const bodies = batchBodies(events, perRequest);
    const { value, spent } = await measured(system, async () => {
      const begin = performance.now();
      const report = await load({ ...order, bodies });
      await untilHandled(system, ...apply, applied + count);
      const seconds = (performance.now() - begin) / 1000;
      await untilTold(system);
      return { report, seconds, secondsAll: (performance.now() - begin) / 1000 };
    });
    const checks = [
      verify(
        'every request was answered with 200',
        value.report.refused === 0,
        `${value.report.refused} were not`,
      ),
      ...(await verifyProfiles(system, run, events)),
    ];
    return {
      checks,
      otherCores: spent.otherCores,
      cpuPerUnit: totalCpu(spent) / count,
      metrics: [
        { name: 'events/s', value: count / value.seconds, better: 'higher' },
        { name: 'events/s to messaging', value: count / value.secondsAll, better: 'higher' },
        { name: 'statements/event', value: spent.statements / count, better: 'lower' },
        { name: 'commits/1000 events', value: (spent.commits / count) * 1000, better: 'lower' },
        { name: 'WAL bytes/event', value: spent.walBytes / count, better: 'lower' },
      ],
    };
  },
};

/** Against an independent fold: the last identify of a person is the person's traits. */
async function verifyProfiles(system: System, run: string, events: readonly LoadEvent[]): Promise<string[]> {
  const [stored] = await system.query<{ rows: string; ids: string }>(
    'SELECT count(*) AS rows, count(DISTINCT message_id) AS ids FROM profiles.events WHERE message_id LIKE $1',
    [`${run}-%`],
  );
  const expected = new Map<string, unknown>();
  for (const event of events) if (event.traits) expected.set(event.userId, event.traits);
  const rows = await system.query<{ value: string; traits: Record<string, unknown> }>(
    `SELECT n.value, p.traits::jsonb AS traits FROM profiles.identity_nodes n
     JOIN profiles.profiles p ON p.workspace_id = n.workspace_id AND p.profile_id = n.profile_id
     WHERE n.type = 'user_id' AND n.value LIKE $1`,
    [`${run}-user-%`],
  );
  const actual = new Map(rows.map((row) => [row.value, row.traits]));
  const wrong = [...expected].filter(([userId, traits]) => !sameTraits(traits, actual.get(userId)));
  const persons = new Set(events.map((event) => event.userId)).size;
  return [
    verify(
      'stored = acknowledged, by message id',
      Number(stored?.ids) === events.length,
      `${stored?.ids} of ${events.length}`,
    ),
    verify('no event stored twice', stored?.rows === stored?.ids),
    verify('one profile per person', rows.length === persons, `${rows.length} of ${persons}`),
    verify('traits equal the oracle', wrong.length === 0, `${wrong.length} differ, first ${wrong[0]?.[0]}`),
  ];
}

function sameTraits(expected: unknown, actual: unknown): boolean {
  const sorted = (value: unknown): string => JSON.stringify(Object.entries(value ?? {}).sort());
  return sorted(expected) === sorted(actual);
}
