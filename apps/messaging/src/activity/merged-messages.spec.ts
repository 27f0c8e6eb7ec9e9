import type { JourneyStep, ProfileActivity } from '@rapport/contracts';
import { publicId } from '@rapport/kernel';
import { DeliveryLoop } from '../delivery/delivery.loop.js';
import { FireDueRuns } from '../journeys/fire-due-runs.usecase.js';
import {
  aPersonOf,
  MessagingRoom,
  type RoomWorkspace,
  type TestPerson,
} from '../journeys/journeys.spec-support.js';

/** Nothing leaves this room: what is planned stays so, unless a test says that it was sent. */
let room: MessagingRoom;
beforeAll(async () => {
  room = await MessagingRoom.open();
  await room.app.get(DeliveryLoop, { strict: false }).beforeApplicationShutdown();
});
afterAll(() => room.close());

const day = 86_400_000;

interface Seen {
  id: string;
  state: string;
  reason: string | null;
  profileId: string;
  origin: { stepKey: string };
}

class Mailing {
  constructor(
    readonly shop: RoomWorkspace,
    readonly journey: string,
  ) {}

  /** One after another; what stands together is read in any order. */
  async inTurn(...turns: ProfileActivity[][]): Promise<void> {
    for (const turn of turns) await this.shop.happens(...turn);
  }

  /** In order: state and reason of each message of this person. */
  async messages(person: TestPerson): Promise<string[]> {
    const path = `/profiles/${publicId('prf', person.profileId)}/messages`;
    const { body } = await this.shop.call<{ data: Seen[] }>('GET', path);
    return (body.data ?? [])
      .map(({ origin, state, reason }) =>
        [origin.stepKey, state, reason].filter((part) => part !== null && part !== undefined).join(' '),
      )
      .sort();
  }

  /** Ids of the messages that will not be handed over, in the ledger or still on their way there. */
  async calledOff(): Promise<string[]> {
    const rows = await room.database.query<{ id: string }>(
      `SELECT origin_id AS id FROM messaging.cancelled_origins WHERE workspace_id = $1 AND kind = 'message'`,
      [this.shop.id],
    );
    return rows.map(({ id }) => id);
  }

  async sent(person: TestPerson, address: string, state = 'delivered'): Promise<void> {
    await room.database.query(
      `UPDATE messaging.messages SET state = $3, address = $4 WHERE workspace_id = $1 AND profile_id = $2`,
      [this.shop.id, person.profileId, state, address],
    );
  }

  async set(person: TestPerson, state: string): Promise<void> {
    await room.database.query(
      `UPDATE messaging.messages SET state = $3 WHERE workspace_id = $1 AND profile_id = $2`,
      [this.shop.id, person.profileId, state],
    );
  }
}

async function mailing(steps?: (mail: (key: string) => JourneyStep) => JourneyStep[]): Promise<Mailing> {
  const shop = await room.workspace();
  const templateId = await shop.template();
  const mail = (key: string): JourneyStep => ({ key, kind: 'message', channel: 'email', templateId });
  return new Mailing(shop, await shop.journey({ steps: steps?.(mail) ?? [mail('hello')] }));
}
const wait = (next: string): JourneyStep => ({ key: 'wait', kind: 'delay', duration: 'P1D', next });

const people = (): [TestPerson, TestPerson] => [
  aPersonOf('ada', { email: 'ada@acme.test' }),
  aPersonOf('bob', { email: 'bob@acme.test' }),
];

describe('a merge', () => {
  it.each(['planned', 'claimed', 'retry_wait'])(
    'calls the %s duplicate of the later run off',
    async (state) => {
      const [ada, bob] = people();
      const own = await mailing();
      await own.inTurn([own.shop.applied(bob)], [own.shop.applied(ada)]);
      await own.set(ada, state);
      await own.shop.happens(...own.shop.merged(ada, bob));
      expect(await own.messages(bob)).toEqual(['hello cancelled merged_duplicate', 'hello planned']);
    },
  );

  it.each(['handed_over', 'accepted', 'delivered', 'unknown'])(
    'sends nothing again of which the counterpart is %s',
    async (state) => {
      const [ada, bob] = people();
      const own = await mailing();
      await own.inTurn([own.shop.applied(bob)], [own.shop.applied(ada)]);
      await own.sent(ada, 'ada@acme.test', state);
      await own.shop.happens(...own.shop.merged(ada, bob));
      expect(await own.messages(bob)).toEqual(['hello cancelled merged_duplicate', `hello ${state}`].sort());
    },
  );

  it('sends nothing again whose counterpart is just coming into the ledger', async () => {
    const [ada, bob] = people();
    const own = await mailing((mail) => [wait('hello'), mail('hello')]);
    await own.inTurn([own.shop.applied(bob)]);
    await room.database.query(
      `UPDATE messaging.runs SET due_at = due_at + interval '1 day' WHERE workspace_id = $1`,
      [own.shop.id],
    );
    await own.inTurn([own.shop.applied(ada)]);
    await room.advance(day);
    expect(await own.messages(ada)).toEqual(['hello planned']);
    await own.shop.happens(...own.shop.merged(ada, bob));
    const [sent] = await room.database.query<{ id: string; runId: string; row: object }>(
      `WITH gone AS (DELETE FROM messaging.messages WHERE workspace_id = $1 RETURNING *)
       SELECT msg_id AS id, run_id AS "runId", to_json(gone) AS row FROM gone`,
      [own.shop.id],
    );
    await room.database.newTransaction(async (tx) => {
      await tx.query('SELECT FROM messaging.runs WHERE id = $1 FOR SHARE', [sent?.runId]);
      room.moveClock(day);
      await room.app.get(FireDueRuns, { strict: false }).execute();
      await tx.query(
        'INSERT INTO messaging.messages SELECT * FROM json_populate_record(NULL::messaging.messages, $1)',
        [JSON.stringify({ ...sent?.row, state: 'delivered' })],
      );
    });
    await room.fireDue();
    await room.settle();
    const [, again] = own.shop.sends();
    expect(again?.msgId).not.toBe(sent?.id);
    expect(await own.calledOff()).toEqual([again?.msgId]);
  });

  it('lets what has no counterpart go out', async () => {
    const [ada, bob] = people();
    const own = await mailing();
    await own.inTurn([own.shop.applied(bob)], [own.shop.applied(ada)]);
    await own.sent(bob, 'bob@acme.test', 'refused');
    await own.shop.happens(...own.shop.merged(ada, bob));
    expect(await own.messages(bob)).toEqual(['hello planned', 'hello refused']);
  });
});

describe('an unmerge', () => {
  it('gives each of them her own message back', async () => {
    const [ada, bob] = people();
    const own = await mailing();
    await own.inTurn([own.shop.applied(bob)], [own.shop.applied(ada)], own.shop.merged(ada, bob));
    await own.shop.happens(...own.shop.unmerged(bob, ada));
    expect(await own.messages(ada)).toEqual(['hello planned']);
    expect(await own.messages(bob)).toEqual(['hello planned']);
  });

  it('gives back what another one’s had stood for, unless that went to the same address', async () => {
    for (const [address, state] of [
      ['ada@acme.test', 'hello planned'],
      ['bob@acme.test', 'hello cancelled merged_duplicate'],
    ] as const) {
      const [ada, bob] = people();
      const own = await mailing();
      await own.inTurn([own.shop.applied(ada)], [own.shop.applied(bob)]);
      await own.sent(ada, address);
      await own.inTurn(own.shop.merged(ada, bob), own.shop.unmerged(bob, ada));
      expect(await own.messages(ada)).toEqual(['hello delivered']);
      expect(await own.messages(bob)).toEqual([state]);
    }
  });

  it('leaves what has expired meanwhile as it is', async () => {
    const [ada, bob] = people();
    const own = await mailing();
    await own.inTurn([own.shop.applied(bob)], [own.shop.applied(ada)], own.shop.merged(ada, bob));
    await room.database.query(
      `UPDATE messaging.messages SET expires_at = now() - interval '1 s' WHERE workspace_id = $1 AND state = 'cancelled'`,
      [own.shop.id],
    );
    await own.shop.happens(...own.shop.unmerged(bob, ada));
    expect(await own.messages(ada)).toEqual(['hello cancelled merged_duplicate']);
  });

  it('takes along what was decided while they were one', async () => {
    const [ada, bob] = people();
    const own = await mailing((mail) => [wait('hello'), mail('hello')]);
    await own.inTurn([own.shop.applied(ada)], own.shop.merged(ada, bob));
    await room.advance(day);
    expect(await own.messages(bob)).toEqual(['hello planned']);
    await own.shop.happens(...own.shop.unmerged(bob, ada));
    expect(await own.messages(ada)).toEqual(['hello planned']);
    expect(await own.messages(bob)).toEqual([]);
  });

  it('lets a message that comes too late expire instead of sending it', async () => {
    const [ada, bob] = people();
    const own = await mailing((mail) => [
      wait('hello'),
      { ...mail('hello'), expiresAfter: 'PT1H' } as JourneyStep,
    ]);
    await own.inTurn([own.shop.applied(bob)], [own.shop.applied(ada)], own.shop.merged(ada, bob));
    await room.advance(3 * day);
    await own.shop.happens(...own.shop.unmerged(bob, ada));
    await room.fireDue();
    await room.settle();
    const [send] = own.shop.sends().filter(({ profileId }) => profileId === ada.profileId);
    expect(Date.parse(send?.expiresAt ?? '')).toBeLessThan(Date.parse(send?.decidedAt ?? ''));
  });

  it('takes along what the API sent to the identifier that leaves', async () => {
    const [ada, bob] = people();
    const own = await mailing();
    const both = { ...bob, identifiers: ['user_id:bob', 'user_id:ada'] };
    await own.shop.happens(own.shop.applied(both, { name: 'Other' }));
    const templateId = await own.shop.template();
    for (const name of ['ada', 'bob']) {
      const to = { profile: `user_id:${name}` };
      const sent = await own.shop.call('POST', '/messages', { to, channel: 'email', templateId });
      expect(sent.status).toBe(202);
    }
    await own.shop.happens(...own.shop.unmerged(bob, ada));
    expect(await own.messages(ada)).toHaveLength(1);
    expect(await own.messages(bob)).toHaveLength(1);
  });
});
