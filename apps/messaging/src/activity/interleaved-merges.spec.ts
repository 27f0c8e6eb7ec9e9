import type { JourneyStep, ProfileActivity } from '@rapport/contracts';
import fc from 'fast-check';
import { DeliveryLoop } from '../delivery/delivery.loop.js';
import { MessagingRoom, type RoomWorkspace } from '../journeys/journeys.spec-support.js';
import { ApplyActivity } from './apply-activity.usecase.js';
import { type Act, IdentityHistory, interleaved } from './identity-history.spec-support.js';

/** Nothing leaves this room, so that a message is what merges made of it. */
let room: MessagingRoom;
beforeAll(async () => {
  room = await MessagingRoom.open();
  await room.app.get(DeliveryLoop, { strict: false }).beforeApplicationShutdown();
});
afterAll(() => room.close());

interface Universe {
  shop: RoomWorkspace;
  history: IdentityHistory;
}

async function universe(): Promise<Universe> {
  const shop = await room.workspace();
  const steps: JourneyStep[] = [
    { key: 'hello', kind: 'message', channel: 'email', templateId: await shop.template(), next: 'wait' },
    { key: 'wait', kind: 'delay', duration: 'P9D', next: null },
  ];
  await shop.journey({ steps, entry: { reentry: { rule: 'once' } } });
  return { shop, history: new IdentityHistory(shop.id, () => room.now) };
}

async function read(activities: readonly ProfileActivity[], chunk = 1): Promise<void> {
  const apply = room.app.get(ApplyActivity, { strict: false });
  for (let at = 0; at < activities.length; at += chunk) {
    await room.database.transaction((tx) => apply.execute(activities.slice(at, at + chunk), 0, tx));
  }
  await room.settle();
}

interface Standing {
  anchor: string;
  home: string;
  run: string;
  twin: string | null;
  message: string;
  messageHome: string;
}

/** Everything that merges decide, in words that do not depend on the ids of the moment. */
async function standings({ shop, history }: Universe): Promise<Standing[]> {
  const nameOf = (id: string): string => history.names[history.profileIds.indexOf(id)] ?? id;
  const rows = await room.database.query<Standing>(
    `SELECT r.anchor, r.profile_id AS home, r.state || ' ' || coalesce(r.exit_reason, '') AS run, t.anchor AS twin,
            m.state || ' ' || coalesce(m.reason, '') || coalesce(' ' || n.reason, '') AS message,
            m.profile_id AS "messageHome"
       FROM messaging.runs r
       JOIN messaging.messages m ON m.workspace_id = r.workspace_id AND m.run_id = r.id
       LEFT JOIN messaging.runs t ON t.workspace_id = r.workspace_id AND t.id = r.twin_of
       LEFT JOIN messaging.cancelled_origins n ON n.workspace_id = r.workspace_id AND n.origin_id = m.msg_id
      WHERE r.workspace_id = $1 ORDER BY r.anchor, r.entered_at`,
    [shop.id],
  );
  return rows.map((row) => ({ ...row, home: nameOf(row.home), messageHome: nameOf(row.messageHome) }));
}

const index = fc.integer({ min: 0, max: 3 });
const aChange: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('join' as const), one: index, other: index }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('part' as const),
      which: fc.uniqueArray(index, { minLength: 1, maxLength: 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('ages' as const), which: index }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('goes' as const), which: index, to: index }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('event' as const), of: index, name: fc.constant('Seen') }),
  },
);
const anOrder = fc.array(fc.nat({ max: 60 }), { minLength: 1, maxLength: 25 });
const chunks = fc.constantFrom(1, 2, 5);

/** b, which names b and c, goes to a: b's profile is retired, and c is alone, at the same moment. */
const partedWhenItsNameLeft: Act[] = [
  { kind: 'join', one: 1, other: 2 },
  { kind: 'goes', which: 1, to: 0 },
];

/** What the truth says of each identifier: the name of its profile. */
const homesIn = ({ history }: Universe) =>
  history.names.map((name, at) => [`user_id:${name}`, history.names[history.heads[at] ?? 0]] as const);

describe('the streams of several ids, read in any order', () => {
  it('leave runs and messages as they are when read in the order in which they were told', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(aChange, { minLength: 1, maxLength: 9 }),
        fc.subarray([0, 1, 2, 3]),
        anOrder,
        chunks,
        async (acts, sent, order, chunk) => {
          const both = [await universe(), await universe()] as const;
          for (const one of both) {
            for (const who of [2, 0, 3, 1]) {
              room.moveClock(5);
              one.history.event(who, 'Go');
              await read(one.history.told.splice(0));
            }
            for (const who of sent) {
              await room.database.query(
                `UPDATE messaging.messages SET state = 'delivered', address = $3 WHERE workspace_id = $1 AND profile_id = $2`,
                [one.shop.id, one.history.profileIds[who], `sent-${who}@acme.test`],
              );
            }
            for (const act of acts) one.history.does(act);
          }
          const [inTurn, mixed] = both;
          await read(inTurn.history.told);
          await read(interleaved(mixed.history.told, order), chunk);
          const seen = await standings(mixed);
          expect(seen).toEqual(await standings(inTurn));
          for (const [anchor, home] of homesIn(mixed)) {
            const own = seen.find((one) => one.anchor === anchor);
            expect([own?.home, own?.messageHome]).toEqual([home, home]);
          }
        },
      ),
      { numRuns: 30, examples: [[partedWhenItsNameLeft, [], [0], 1]] },
    );
  }, 240_000);

  it('leave everybody with one run and one message at most, whenever it was that they entered', async () => {
    const anAct = fc.oneof(
      { weight: 2, arbitrary: aChange },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('event' as const), of: index, name: fc.constant('Go') }),
      },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(anAct, { minLength: 2, maxLength: 12 }),
        anOrder,
        chunks,
        async (acts, order, chunk) => {
          const one = await universe();
          for (const who of [0, 1, 2, 3]) one.history.event(who, 'Seen');
          for (const act of acts) one.history.does(act);
          await read(interleaved(one.history.told, order), chunk);
          const seen = await standings(one);
          for (const [anchor, home] of homesIn(one)) {
            for (const own of seen.filter((run) => run.anchor === anchor)) expect(own.home).toBe(home);
          }
          for (const name of new Set(seen.map(({ home }) => home))) {
            const own = seen.filter(({ home }) => home === name);
            expect(own.filter(({ run }) => run.startsWith('active'))).toHaveLength(1);
            expect(own.filter(({ twin }) => twin === null)).toHaveLength(1);
            expect(own.filter(({ message }) => !message.includes('merged_duplicate'))).toHaveLength(1);
          }
        },
      ),
      { numRuns: 40 },
    );
  }, 240_000);
});
