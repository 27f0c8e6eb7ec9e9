import { type ObjectChanged, topics } from '@rapport/contracts';
import type { TestWorkspace } from '@rapport/testing';
import * as fc from 'fast-check';
import { at, ProfilesHarness } from '../groups/groups.spec-support.js';
import type { ObjectView } from './object.view.js';

let harness: ProfilesHarness;
beforeAll(async () => {
  harness = await ProfilesHarness.open();
});
afterAll(async () => harness.close());

const people = ['u1', 'u2'] as const;

/** What somebody said of an object; no two at one instant. */
interface Said {
  key: string;
  deleted: boolean;
  total: number;
  owners: string[];
  day: number;
}

const facts: fc.Arbitrary<Said[]> = fc.uniqueArray(
  fc.record({
    key: fc.constantFrom('A', 'B', 'C'),
    deleted: fc.boolean(),
    total: fc.nat({ max: 5 }),
    owners: fc.subarray([...people]),
    day: fc.integer({ min: 1, max: 28 }),
  }),
  { selector: ({ day }) => day, minLength: 1, maxLength: 10 },
);
const retelling = fc.record({
  order: fc.array(fc.nat(), { minLength: 10, maxLength: 10 }),
  again: fc.array(fc.boolean(), { minLength: 10, maxLength: 10 }),
  chunk: fc.integer({ min: 1, max: 4 }),
});

function itemOf({ key, deleted, total, owners, day }: Said): object {
  const updatedAt = `2026-01-${String(day).padStart(2, '0')}T00:00:00Z`;
  if (deleted) return { key, updatedAt };
  return { key, attributes: { total }, profiles: owners.map((one) => `user_id:${one}`), updatedAt };
}

/** By the object's own path; whether something newer stands decides the answer, and not what comes of it. */
async function tellAlone(workspace: TestWorkspace, said: Said): Promise<void> {
  const { key, updatedAt, ...body } = itemOf(said) as { key: string; updatedAt: string };
  const path = `/objects/order/${key}`;
  const answer = said.deleted
    ? await harness.call(workspace, 'DELETE', `${path}?updatedAt=${updatedAt}`)
    : await harness.call(workspace, 'PUT', path, { body: { ...body, updatedAt } });
  expect(answer.status).toBeLessThan(500);
  expect(answer.status).not.toBe(400);
}

async function newWorkspace(): Promise<TestWorkspace> {
  const workspace = await harness.workspace();
  await harness.apply(
    workspace,
    people.map((userId) => ({ userId, ...at(1) })),
  );
  const body = { key: 'order', name: 'Order', attributes: [{ name: 'total', type: 'number' }] };
  await harness.call(workspace, 'POST', '/object-types', { body });
  return workspace;
}

describe('objects', () => {
  it('are the same whatever the order, the repetitions and the batches: of each the newest state, with its people', async () => {
    await fc.assert(
      fc.asyncProperty(facts, retelling, async (said, { order, again, chunk }) => {
        const workspace = await newWorkspace();
        const retold = said
          .map((one, index) => ({ one, place: order[index] ?? 0 }))
          .sort((a, b) => a.place - b.place)
          .map(({ one }) => one);
        const all = [...retold, ...retold.filter((_, index) => again[index])];
        for (let from = 0; from < all.length; from += chunk) {
          const part = all.slice(from, from + chunk);
          const deletions = part.filter(({ deleted }) => deleted);
          const states = part.filter(({ deleted }) => !deleted);
          if (states.length === 1) deletions.push(...states);
          for (const one of deletions) await tellAlone(workspace, one);
          if (states.length < 2) continue;
          const body = { items: states.map(itemOf) };
          expect((await harness.call(workspace, 'POST', '/objects/order/batch', { body })).status).toBe(200);
        }
        const newest = new Map<string, Said>();
        for (const one of [...said].sort((a, b) => a.day - b.day)) newest.set(one.key, one);
        for (const person of people) {
          const path = `/profiles/user_id:${person}/objects/order`;
          const { data } = (await harness.call<{ data: ObjectView[] }>(workspace, 'GET', path)).body;
          const expected = [...newest.values()].filter(
            ({ deleted, owners }) => !deleted && owners.includes(person),
          );
          expect(
            data.map(({ key, attributes }) => `${key} ${JSON.stringify(attributes.total)}`).sort(),
          ).toEqual(expected.map(({ key, total }) => `${key} ${total}`).sort());
        }
        const told = new Map<string, ObjectChanged>();
        for (const record of await harness.published<ObjectChanged>(workspace, topics.objects)) {
          expect(record.revision).toBeGreaterThan(told.get(record.key)?.revision ?? 0);
          told.set(record.key, record);
        }
        for (const [key, { deleted, total, owners }] of newest) {
          expect(told.get(key)).toMatchObject({
            attributes: deleted ? null : { total },
            people: deleted ? [] : owners.map((one) => `user_id:${one}`),
          });
        }
      }),
      { numRuns: 20 },
    );
  }, 60_000);
});
