import { openDatabase } from '@rapport/database';
import { type TestWorkspace, testWorkspace } from '@rapport/testing';
import { metricsBySize, otherCoresOf, Tally } from '../harness/tally.js';
import { applyEvents } from '../load/apply-events.js';
import { EventSource } from '../load/event-source.js';
import { writeHistory } from '../load/history.js';
import { writePeople } from '../load/people.js';
import type { System } from '../harness/system.js';
import { type RunContext, verify, type Workload } from './workload.js';

const sizes = { small: [10_000, 100_000], full: [10_000, 100_000, 1_000_000] };
const pasts = [10, 1_000, 100_000];
/** Of each past; the events of one turn are about them alone. */
const peopleOfEachPast = 10;
const turns = 4;
const eventsPerTurn = { small: 1_000, full: 5_000 };

/** A workspace whose people are there before the first event, and which of them events are about, in turn. */
interface Population {
  size: number;
  workspace: TestWorkspace;
  nextPerson(): number;
}
const byProfiles: Population[] = [];
const byPast: Population[] = [];

/** Walks through `count` numbers from `first` on, each once before any comes again. */
function inTurn(first: number, count: number): () => number {
  const stride = 7_919;
  let at = 0;
  return () => first + ((at++ * stride) % count);
}

async function prepare({ system, size }: RunContext): Promise<void> {
  const access = await openDatabase({ url: system.databaseUrl, owner: 'access', rolesEnforced: true });
  system.onStop(() => access.close());
  for (const count of sizes[size]) {
    const workspace = await testWorkspace(access);
    await writePeople(system, workspace.workspaceId, workspace.sourceId, count);
    byProfiles.push({ size: count, workspace, nextPerson: inTurn(1, count) });
  }
  const workspace = await testWorkspace(access);
  const { workspaceId, sourceId } = workspace;
  await writePeople(system, workspaceId, sourceId, pasts.length * peopleOfEachPast);
  for (const [index, past] of pasts.entries()) {
    const from = 1 + index * peopleOfEachPast;
    await writeHistory(system, workspaceId, sourceId, { from, to: from + peopleOfEachPast - 1 }, past);
    byPast.push({ size: past, workspace, nextPerson: inTurn(from, peopleOfEachPast) });
  }
  await system.query('VACUUM ANALYZE');
}

/** One track or, in one of ten cases, an identify about somebody who is there: nothing new about who anybody is. */
function eventsOf(source: EventSource, population: Population, from: number, count: number): object[] {
  return Array.from({ length: count }, (_, i) => {
    const event = source.event(from + i);
    const person = population.nextPerson();
    return {
      ...event,
      messageId: `${event.messageId}-${population.size}`,
      userId: `user-${person}`,
      timestamp: new Date().toISOString(),
      ...(event.traits && {
        traits: { ...event.traits, email: `person${person}@mail${person % 50}.test` },
      }),
    };
  });
}

/** Turns of the sizes alternate, so that whatever else happens on the machine happens to all of them. */
async function costs(
  system: System,
  { run, seed, size }: Pick<RunContext, 'run' | 'seed' | 'size'>,
  populations: readonly Population[],
): Promise<Map<number, Tally>> {
  const bySize = new Map(populations.map((population) => [population.size, new Tally()]));
  const source = new EventSource({ run, seed, people: 1, identifyShare: 0.1 });
  const count = eventsPerTurn[size];
  for (let turn = -1; turn < turns; turn++) {
    for (const population of populations) {
      const events = eventsOf(source, population, (turn + 1) * count, count);
      const spent = await applyEvents(system, population.workspace.writeKey, events);
      if (turn >= 0) bySize.get(population.size)?.add(count, spent);
    }
  }
  return bySize;
}

async function verifyStored(
  system: System,
  populations: readonly Population[],
  run: string,
  expected: number,
): Promise<void> {
  for (const { size, workspace } of populations) {
    const [row] = await system.query<{ stored: string; strangers: string }>(
      `SELECT (SELECT count(*) FROM profiles.events WHERE workspace_id = $1 AND message_id LIKE $2) AS stored,
              (SELECT count(*) FROM profiles.profiles WHERE workspace_id = $1 AND user_id NOT LIKE 'user-%') AS strangers`,
      [workspace.workspaceId, `${run}%-${size}`],
    );
    const holds = Number(row?.stored) === expected && row?.strangers === '0';
    verify(`${expected} events of known people among ${size}`, holds, JSON.stringify(row));
  }
}

/** The cost of an event against the number of profiles, and against the number of events that its person already has. */
export const growth: Workload = {
  id: 'growth',
  title:
    'cost of an event by profiles (10,000 to, full, 1,000,000) and by events of its person (10 to 100,000)',
  system: { parts: 'all' },
  probes: () => [],
  sample: () => [],
  targets: {
    'by profiles · CPU µs ratio': { base: 1.5, ambitious: 1.3 },
    'by events of the person · CPU µs ratio': { base: 1.25, ambitious: 1.1 },
  },
  prepare,
  run: async (context) => {
    const { system, run, size } = context;
    const sent = (turns + 1) * eventsPerTurn[size];
    const profiles = await costs(system, { ...context, run: `${run}p` }, byProfiles);
    const past = await costs(system, { ...context, run: `${run}e` }, byPast);
    await verifyStored(system, byProfiles, `${run}p`, sent);
    await verifyStored(system, byPast, `${run}e`, sent);
    return {
      checks: ['every event is in the store', 'all of them are of people who were there'],
      otherCores: otherCoresOf([...profiles.values(), ...past.values()]),
      cpuPerUnit: null,
      metrics: [...metricsBySize('by profiles', profiles), ...metricsBySize('by events of the person', past)],
    };
  },
};
