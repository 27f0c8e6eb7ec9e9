import { openDatabase } from '@rapport/database';
import { type TestWorkspace, testWorkspace } from '@rapport/testing';
import { measured } from '../harness/measure.js';
import { quantile } from '../harness/statistics.js';
import type { System } from '../harness/system.js';
import { metricsBySize, otherCoresOf, Tally } from '../harness/tally.js';
import { applyEvents } from '../load/apply-events.js';
import { writeHistory } from '../load/history.js';
import { writePeople } from '../load/people.js';
import { untilTold } from './progress.js';
import { type Metric, type RunContext, verify, type Workload } from './workload.js';

/** Events of the person that somebody is merged into. */
const pasts = [10, 1_000, 100_000];
const peopleOfEachPast = { small: 10, full: 20 };
/** Strangers per person; the policy lets one person hold five devices. */
const byHand = 3;
const byEvent = 2;
const pages = 20;

interface Shop {
  system: System;
  run: string;
  workspace: TestWorkspace;
  bearer: string;
  people: number;
}

interface Merged {
  ref: string;
  mergeId: string;
}

/** Numbers of the people with the past at `index`, as `writePeople` counts. */
function personsOf(index: number, people: number): number[] {
  return Array.from({ length: people }, (_, i) => 1 + index * people + i);
}

async function openShop({ system, run, size }: RunContext): Promise<Shop> {
  const access = await openDatabase({ url: system.databaseUrl, owner: 'access', rolesEnforced: true });
  const workspace = await testWorkspace(access);
  const bearer = await workspace.bearer('profiles:read', 'profiles:write');
  await access.close();
  const people = peopleOfEachPast[size];
  const { workspaceId, sourceId } = workspace;
  await writePeople(system, workspaceId, sourceId, pasts.length * people);
  for (const [index, past] of pasts.entries()) {
    const persons = personsOf(index, people);
    const range = { from: persons[0] ?? 0, to: persons.at(-1) ?? 0 };
    await writeHistory(system, workspaceId, sourceId, range, past);
  }
  await system.query('VACUUM ANALYZE');
  const strangers = personsOf(0, pasts.length * people).flatMap((person) =>
    Array.from({ length: byHand + byEvent }, (_, i) => ({
      type: 'track',
      event: 'Came By',
      messageId: `${run}-came-${person}-${i}`,
      anonymousId: strangerOf(run, person, i),
    })),
  );
  await applyEvents(system, workspace.writeKey, strangers);
  return { system, run, workspace, bearer, people };
}

function strangerOf(run: string, person: number, index: number): string {
  return `${run}-stranger-${person}-${index}`;
}

async function call<Answer>(shop: Shop, path: string, body?: object): Promise<Answer> {
  const answer = await fetch(`${shop.system.profilesUrl}/api/v1/profiles/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: shop.bearer, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const found = (await answer.json()) as Answer;
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${JSON.stringify(found)}`);
  return found;
}

/** One cost and the milliseconds of every request, by past. */
interface Timed {
  costs: Map<number, Tally>;
  ms: Map<number, number[]>;
}

function timed(): Timed {
  return {
    costs: new Map(pasts.map((past) => [past, new Tally()])),
    ms: new Map(pasts.map((past) => [past, []])),
  };
}

/** Does something for each of the people in turn, the pasts alternating, until messaging knows. */
async function inTurns(
  shop: Shop,
  { costs, ms }: Timed,
  work: (person: number) => Promise<number[]>,
): Promise<void> {
  for (let i = 0; i < shop.people; i++) {
    for (const [index, past] of pasts.entries()) {
      const person = personsOf(index, shop.people)[i] ?? 0;
      const { value, spent } = await measured(shop.system, async () => {
        const taken = await work(person);
        await untilTold(shop.system);
        return taken;
      });
      costs.get(past)?.add(value.length, spent);
      ms.get(past)?.push(...value);
    }
  }
}

/** Merges strangers into each person, then takes every merge back. */
async function merges(shop: Shop): Promise<{ merge: Timed; undo: Timed }> {
  const [merge, undo] = [timed(), timed()];
  const done = new Map<number, Merged[]>();
  await inTurns(shop, merge, async (person) => {
    const taken: number[] = [];
    const ref = `user_id%3Auser-${person}`;
    const merged: Merged[] = [];
    for (let i = 0; i < byHand; i++) {
      const began = performance.now();
      const asked = { with: `anonymous_id:${strangerOf(shop.run, person, i)}`, reason: 'bench' };
      const { mergeId } = await call<{ mergeId: string }>(shop, `${ref}/merge`, asked);
      taken.push(performance.now() - began);
      merged.push({ ref, mergeId });
    }
    done.set(person, merged);
    return taken;
  });
  await verifyHeld(shop, byHand);
  await inTurns(shop, undo, async (person) => {
    const taken: number[] = [];
    for (const { ref, mergeId } of (done.get(person) ?? []).reverse()) {
      const began = performance.now();
      await call(shop, `${ref}/merges/${mergeId}/undo`, { reason: 'bench' });
      taken.push(performance.now() - began);
    }
    return taken;
  });
  await verifyHeld(shop, 0);
  return { merge, undo };
}

/** An event that names a person and a stranger: the way in which nearly all merges happen. */
async function mergesByEvent(shop: Shop): Promise<Map<number, Tally>> {
  const costs = new Map(pasts.map((past) => [past, new Tally()]));
  for (let i = 0; i < byEvent; i++) {
    for (const [index, past] of pasts.entries()) {
      const events = personsOf(index, shop.people).map((person) => ({
        type: 'identify',
        messageId: `${shop.run}-known-${person}-${i}`,
        userId: `user-${person}`,
        anonymousId: strangerOf(shop.run, person, byHand + i),
      }));
      costs.get(past)?.add(events.length, await applyEvents(shop.system, shop.workspace.writeKey, events));
    }
  }
  await verifyHeld(shop, byEvent);
  return costs;
}

/** Every person holds so many strangers, and their events are on its timeline. */
async function verifyHeld(shop: Shop, strangers: number): Promise<void> {
  const rows = await shop.system.query<{ held: string; came: string }>(
    `SELECT count(*) FILTER (WHERE other.type = 'anonymous_id') AS held,
            count(*) FILTER (WHERE EXISTS (
              SELECT FROM profiles.events e WHERE e.workspace_id = other.workspace_id AND e.anchor_id = other.node_id
                AND e.name = 'Came By')) AS came
     FROM profiles.identity_nodes n
     JOIN profiles.identity_nodes other ON other.workspace_id = n.workspace_id AND other.profile_id = n.profile_id
     WHERE n.workspace_id = $1 AND n.type = 'user_id' GROUP BY n.profile_id`,
    [shop.workspace.workspaceId],
  );
  const holds = rows.every(({ held, came }) => Number(held) === strangers && Number(came) === strangers);
  verify(
    `${strangers} strangers each`,
    rows.length === pasts.length * shop.people && holds,
    JSON.stringify(rows),
  );
}

async function timelines(shop: Shop): Promise<Map<number, number[]>> {
  const ms = new Map<number, number[]>(pasts.map((past) => [past, []]));
  for (let page = -3; page < pages; page++) {
    for (const [index, past] of pasts.entries()) {
      const person = personsOf(index, shop.people)[(page + 3) % shop.people] ?? 0;
      const began = performance.now();
      const { data } = await call<{ data: object[] }>(shop, `user_id%3Auser-${person}/events?limit=10`);
      verify('a full page', data.length === 10, `${data.length}`);
      if (page >= 0) ms.get(past)?.push(performance.now() - began);
    }
  }
  return ms;
}

function latencyMetrics(name: string, byPast: ReadonlyMap<number, number[]>): Metric[] {
  const medians = [...byPast].map(([past, ms]) => ({ past, value: quantile(ms, 0.5) }));
  const rows = medians.map(({ past, value }): Metric => {
    return { name: `${name} · ${past} · p50 ms`, value, better: 'lower' };
  });
  const ratio = (medians.at(-1)?.value ?? NaN) / (medians[0]?.value ?? NaN);
  return [...rows, { name: `${name} · p50 ratio`, value: ratio, better: 'lower' }];
}

/** A person with 100,000 events merges as one with 10 does: a merge is a link, and moves none of them (identity.md 10). */
export const merge: Workload = {
  id: 'merge',
  title: 'merging, by hand and by event, and undoing it, with 10, 1,000 and 100,000 events',
  system: { parts: 'all' },
  probes: () => [],
  sample: () => [],
  targets: {
    'merge by hand · CPU µs ratio': { base: 1.5, ambitious: 1.1 },
    'merge by hand · p50 ratio': { base: 1.5, ambitious: 1.1 },
    'merge by event · CPU µs ratio': { base: 1.5, ambitious: 1.1 },
    'undo · CPU µs ratio': { base: 1.5, ambitious: 1.1 },
    'undo · p50 ratio': { base: 1.5, ambitious: 1.1 },
    'page of the timeline · p50 ratio': { base: 1.5, ambitious: 1.1 },
  },
  run: async (context) => {
    const shop = await openShop(context);
    const { merge: merging, undo } = await merges(shop);
    const events = await mergesByEvent(shop);
    const pagesRead = await timelines(shop);
    return {
      checks: ['everybody holds whom they must', 'and their events, too'],
      otherCores: otherCoresOf([...merging.costs.values(), ...undo.costs.values(), ...events.values()]),
      cpuPerUnit: null,
      metrics: [
        ...latencyMetrics('merge by hand', merging.ms),
        ...metricsBySize('merge by hand', merging.costs),
        ...latencyMetrics('undo', undo.ms),
        ...metricsBySize('undo', undo.costs),
        ...metricsBySize('merge by event', events),
        ...latencyMetrics('page of the timeline', pagesRead),
      ],
    };
  },
};
