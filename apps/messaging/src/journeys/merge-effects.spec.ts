import type { JourneyStep, ProfileActivity } from '@rapport/contracts';
import { publicId } from '@rapport/kernel';
import fc from 'fast-check';
import { DeliveryLoop } from '../delivery/delivery.loop.js';
import { aPersonOf, MessagingRoom, type RoomWorkspace, type TestPerson } from './journeys.spec-support.js';
import type { MergeEffectsView } from './merge-effects.view.js';

/** Nothing leaves this room: what is planned stays so, unless a test says that it was sent. */
let room: MessagingRoom;
beforeAll(async () => {
  room = await MessagingRoom.open();
  await room.app.get(DeliveryLoop, { strict: false }).beforeApplicationShutdown();
});
afterAll(() => room.close());

const day = 86_400_000;
const ada = (): TestPerson => ({
  ...aPersonOf('ada', { email: 'ada@acme.test' }),
  firstSeenAt: '2026-02-01T00:00:00.000Z',
});
const bob = (): TestPerson => ({
  ...aPersonOf('bob', { email: 'bob@acme.test' }),
  firstSeenAt: '2026-01-01T00:00:00.000Z',
});

async function effects(
  shop: RoomWorkspace,
  ref = 'user_id:ada',
  other = 'user_id:bob',
): Promise<MergeEffectsView> {
  const path = `/profiles/${ref}/runs/merge-effects?with=${other}`;
  const { status, body } = await shop.call<MergeEffectsView>('GET', path);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body;
}

async function shopWith(
  rules: ('once' | 'after_exit' | 'parallel')[],
): Promise<{ shop: RoomWorkspace; journeys: string[] }> {
  const shop = await room.workspace();
  const templateId = await shop.template();
  const mail = (key: string, next: string | null): JourneyStep => ({
    ...{ key, kind: 'message', channel: 'email', templateId, next },
  });
  const steps: JourneyStep[] = [
    mail('hello', 'wait'),
    { key: 'wait', kind: 'delay', duration: 'P1D', next: 'bye' },
    mail('bye', null),
  ];
  const journeys: string[] = [];
  for (const rule of rules) {
    const trigger = { kind: 'event' as const, event: rule };
    journeys.push(await shop.journey({ trigger, entry: { reentry: { rule } }, steps }));
  }
  return { shop, journeys };
}

describe('the effects of a merge', () => {
  it('say what moves, what stays and what would double', async () => {
    const { shop } = await shopWith(['once', 'parallel']);
    const [one, two] = [ada(), bob()];
    await shop.happens(shop.applied(two, { name: 'once' }));
    await shop.happens(shop.applied(one, { name: 'once' }));
    await shop.happens(shop.applied(one, { name: 'parallel' }));
    const seen = await effects(shop);
    expect(seen.runs.map(({ profileId, state, outcome }) => [profileId, state, outcome])).toEqual([
      [publicId('prf', one.profileId), 'active', 'moves'],
      [publicId('prf', one.profileId), 'active', 'closed_merged'],
      [publicId('prf', two.profileId), 'active', 'stays'],
    ]);
    expect(seen.runs[0]?.journeyName).toBe('Welcome');
    expect(seen.messages.map(({ stepKey, channel, outcome }) => [stepKey, channel, outcome])).toEqual([
      ['hello', 'email', 'moves'],
      ['hello', 'email', 'cancelled_merged_duplicate'],
      ['hello', 'email', 'stays'],
    ]);
    expect(await effects(shop, 'user_id:bob', 'user_id:ada')).toEqual(seen);
    expect(await effects(shop, 'user_id:bob', 'user_id:bob')).toEqual({ runs: [], messages: [] });
  });

  it('are of two people who are there', async () => {
    const { shop } = await shopWith(['once']);
    await shop.happens(shop.applied(ada()));
    const ask = async (path: string): Promise<unknown[]> => {
      const { status, body } = await shop.call('GET', `/profiles/${path}`);
      const errors = body.errors as { field: string }[] | undefined;
      return [status, body.code, errors?.[0]?.field];
    };
    expect(await ask('user_id:ada/runs/merge-effects')).toEqual([400, 'validation_failed', 'query.with']);
    expect(await ask('user_id:ada/runs/merge-effects?with=bob')).toEqual([
      400,
      'invalid_reference',
      'query.with',
    ]);
    expect(await ask('user_id:ada/runs/merge-effects?with=user_id:no')).toEqual([
      422,
      'unknown_ref',
      'query.with',
    ]);
    expect(await ask('user_id:no/runs/merge-effects?with=user_id:ada')).toEqual([
      404,
      'not_found',
      undefined,
    ]);
  });
});

const anAct = fc.oneof(
  fc.record({
    kind: fc.constant('event' as const),
    who: fc.constantFrom(0, 1),
    name: fc.constantFrom('once', 'after_exit', 'parallel'),
  }),
  fc.record({ kind: fc.constant('day' as const) }),
  fc.record({ kind: fc.constant('send' as const), who: fc.constantFrom(0, 1) }),
);

describe('whatever two people did', () => {
  it('the merge does what was said before', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anAct, { minLength: 2, maxLength: 9 }),
        fc.boolean(),
        async (acts, swapped) => {
          const { shop, journeys } = await shopWith(['once', 'after_exit', 'parallel']);
          const people = [ada(), bob()] as const;
          await shop.happens(
            ...people.map((person): ProfileActivity => shop.applied(person, { name: 'Seen' })),
          );
          for (const act of acts) {
            if (act.kind === 'day') await room.advance(day);
            else if (act.kind === 'event')
              await shop.happens(shop.applied(people[act.who] ?? people[0], { name: act.name }));
            else await sendAll(shop, people[act.who] ?? people[0]);
          }
          const refs = swapped ? ['user_id:bob', 'user_id:ada'] : ['user_id:ada', 'user_id:bob'];
          const said = await effects(shop, refs[0], refs[1]);
          await shop.happens(...shop.merged(people[0], people[1]));
          const runs = (await Promise.all(journeys.map((journey) => shop.runs(journey)))).flat();
          const survivor = publicId('prf', people[1].profileId);
          for (const { runId, profileId, outcome } of said.runs) {
            const run = runs.find(({ id }) => id === runId);
            expect(run?.profileId).toBe(survivor);
            expect([run?.state, run?.exitReason]).toEqual(
              outcome === 'closed_merged' ? ['exited', 'merged'] : ['active', null],
            );
            if (outcome !== 'closed_merged') expect(outcome).toBe(profileId === survivor ? 'stays' : 'moves');
          }
          const closed = runs.filter(({ exitReason }) => exitReason === 'merged');
          expect(said.runs.filter(({ outcome }) => outcome === 'closed_merged')).toHaveLength(closed.length);
          expect(await calledOff(shop)).toEqual(
            said.messages
              .flatMap(({ msgId, outcome }) => (outcome === 'cancelled_merged_duplicate' ? [msgId] : []))
              .sort(),
          );
        },
      ),
      { numRuns: 12 },
    );
  }, 120_000);
});

async function sendAll(shop: RoomWorkspace, { profileId, traits }: TestPerson): Promise<void> {
  await room.database.query(
    `UPDATE messaging.messages SET state = 'delivered', address = $3 WHERE workspace_id = $1 AND profile_id = $2`,
    [shop.id, profileId, traits.email],
  );
}

async function calledOff(shop: RoomWorkspace): Promise<string[]> {
  const rows = await room.database.query<{ id: string }>(
    `SELECT msg_id AS id FROM messaging.messages WHERE workspace_id = $1 AND reason = 'merged_duplicate'`,
    [shop.id],
  );
  return rows.map(({ id }) => publicId('msg', id)).sort();
}
