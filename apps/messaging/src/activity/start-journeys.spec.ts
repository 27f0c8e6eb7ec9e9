import type { JourneyDraft, JourneyStep, ProfileActivity } from '@rapport/contracts';
import { newId, toIso } from '@rapport/kernel';
import {
  aPersonOf,
  messageOf,
  MessagingRoom,
  type RoomWorkspace,
  snapshotOf,
} from '../journeys/journeys.spec-support.js';
import { ProfileActivityConsumer } from './profile-activity.consumer.js';

let room: MessagingRoom;
beforeAll(async () => {
  room = await MessagingRoom.open();
});
afterAll(() => room.close());

const mail = (templateId: string): JourneyStep => ({
  key: 'mail',
  kind: 'message',
  channel: 'email',
  templateId,
});
const wait: JourneyStep = { key: 'wait', kind: 'delay', duration: 'P1D' };

async function mailing(draft: Partial<JourneyDraft> = {}): Promise<{ shop: RoomWorkspace; journey: string }> {
  const shop = await room.workspace();
  const journey = await shop.journey({ steps: [mail(await shop.template())], ...draft });
  return { shop, journey };
}

describe('an event', () => {
  it('starts a run that decides to send, and the person is known', async () => {
    const { shop, journey } = await mailing();
    const ada = aPersonOf('ada', { email: 'ada@acme.test' });
    await shop.happens(shop.applied(ada, { properties: { plan: 'pro' } }));
    const [run] = await shop.runs(journey);
    expect(run).toMatchObject({ state: 'completed', exitReason: 'finished', version: 1, key: null });
    expect(run?.event).toMatchObject({ name: 'Go', properties: { plan: 'pro' } });
    const [send] = shop.sends();
    expect(send).toMatchObject({
      profileId: ada.profileId,
      messageClass: 'transactional',
      origin: { kind: 'journey', stepKey: 'mail', visit: 1, version: 1 },
      context: { event: { properties: { plan: 'pro' } }, journey: { runId: run?.id } },
    });
    const found = await shop.call<{ data: unknown[] }>('GET', '/profiles/user_id%3Aada/runs');
    expect(found.body.data).toEqual([run]);
  });

  it('that is delivered again starts nothing, and counts nothing', async () => {
    const { shop, journey } = await mailing({ entry: { reentry: { rule: 'parallel' } } });
    const activity = shop.applied(aPersonOf('ada'));
    await shop.happens(activity, activity);
    const repeated = { ...activity, revision: activity.revision + 1_000_000 } as ProfileActivity;
    await shop.happens(repeated);
    expect(await shop.runs(journey)).toHaveLength(1);
    expect(shop.sends()).toHaveLength(1);
    expect(await shop.refusals(journey)).toEqual({});
  });

  it('starts no run when its transaction is rolled back, and one when it is tried again', async () => {
    const { shop, journey } = await mailing();
    const consumer = room.app.get(ProfileActivityConsumer, { strict: false });
    const { topic, key, value } = messageOf(shop.applied(aPersonOf('ada')));
    const record = {
      topic,
      key,
      value,
      partition: 0,
      offset: 0n,
      headers: {},
      bytes: () => Buffer.from(value),
    };
    const crash = room.database.transaction(async (tx) => {
      await consumer.handle([record], tx);
      throw new Error('killed before the commit');
    });
    await expect(crash).rejects.toThrow('killed');
    expect(await shop.runs(journey)).toEqual([]);
    for (let attempt = 0; attempt < 2; attempt++) {
      await room.database.transaction(async (tx) => void (await consumer.handle([record], tx)));
    }
    await room.settle();
    expect(await shop.runs(journey)).toHaveLength(1);
    expect(shop.sends()).toHaveLength(1);
  });

  it('sets aside what is no activity, and goes on with its neighbours', async () => {
    const { shop, journey } = await mailing();
    const consumer = room.app.get(ProfileActivityConsumer, { strict: false });
    const good = JSON.stringify(shop.applied(aPersonOf('ada')));
    const strange = JSON.stringify({ ...shop.applied(aPersonOf('bob')), kind: 'from_the_future' });
    const records = [good, 'nonsense', '{"v":2}', strange].map((value, index) => {
      const place = { topic: 't', key: 'k', partition: 0, offset: BigInt(index), headers: {} };
      return { ...place, value, bytes: () => Buffer.from(value) };
    });
    const poison = await room.database.transaction((tx) => consumer.handle(records, tx));
    expect(poison.map(({ record, code }) => [record.offset, code])).toEqual([
      [1n, 'invalid_activity'],
      [2n, 'invalid_activity'],
    ]);
    expect(await shop.runs(journey)).toHaveLength(1);
  });

  it('of another workspace starts nothing', async () => {
    const { shop, journey } = await mailing();
    const other = await room.workspace();
    await other.happens(other.applied(aPersonOf('ada')));
    expect(await shop.runs(journey)).toEqual([]);
    expect((await other.call('GET', `/journeys/${journey}`)).status).toBe(404);
    const [run] = (await shop.happens(shop.applied(aPersonOf('ada'))), await shop.runs(journey));
    expect((await other.call('GET', `/runs/${run?.id}`)).status).toBe(404);
    expect((await shop.call('GET', `/runs/${run?.id}`)).status).toBe(200);
  });
});

describe('entry', () => {
  it('is refused with the first reason that stops it', async () => {
    const filter = { kind: 'trait', trait: 'plan', op: 'is', value: 'pro' } as const;
    const reentry = { rule: 'after_exit', key: 'event.properties.order' } as const;
    const { shop, journey } = await mailing({ entry: { filter, reentry }, steps: [wait] });
    const ada = aPersonOf('ada', { plan: 'pro' });
    const order = { properties: { order: 42 } };
    await shop.happens(
      shop.applied(ada, { ...order, timestamp: toIso(Date.now() - 25 * 3_600_000) }),
      shop.applied(ada, order, { mode: 'backfill', cause: 'backfill' }),
      shop.applied(aPersonOf('bob', { plan: 'free' }), order),
      shop.applied(ada),
      shop.applied(ada, order),
      shop.applied(ada, { properties: { order: '42' } }),
      shop.applied(ada, { properties: { order: 43 } }),
    );
    expect((await shop.runs(journey)).map(({ key }) => key).sort()).toEqual(['42', '43']);
    const refused = { event_too_old: 1, backfill: 1, filter: 1, missing_key: 1, already_inside: 1 };
    expect(await shop.refusals(journey)).toEqual(refused);
    await shop.call('POST', `/journeys/${journey}/pause`);
    await shop.happens(shop.applied(ada, order));
    await shop.call('POST', `/journeys/${journey}/archive`, {});
    await shop.happens(shop.applied(ada, order));
    expect(await shop.refusals(journey)).toEqual({ ...refused, journey_paused: 1, journey_not_live: 1 });
  });

  it('counts once over all versions, from the next event after the answer of publish', async () => {
    const { shop, journey } = await mailing();
    const ada = aPersonOf('ada');
    await shop.happens(shop.applied(ada));
    const { headers } = await shop.call('GET', `/journeys/${journey}/draft`);
    const draft = {
      trigger: { kind: 'event', event: 'Go' },
      start: 'end',
      steps: [{ key: 'end', kind: 'exit' }],
    };
    const put = await shop.call('PUT', `/journeys/${journey}/draft`, draft, {
      'if-match': String(headers.etag),
    });
    expect(put.status).toBe(200);
    expect((await shop.call('POST', `/journeys/${journey}/publish`, {})).status).toBe(200);
    await shop.happens(shop.applied(ada), shop.applied(aPersonOf('bob')));
    expect((await shop.runs(journey)).map(({ version, exitReason }) => [version, exitReason])).toEqual([
      [2, 'exit_step'],
      [1, 'finished'],
    ]);
    expect(await shop.refusals(journey)).toEqual({ reentry: 1 });
  });

  it('happens once per person when two events of one chunk ask for it', async () => {
    const { shop, journey } = await mailing();
    const consumer = room.app.get(ProfileActivityConsumer, { strict: false });
    const ada = aPersonOf('ada');
    const records = [shop.applied(ada), shop.applied(ada)].map((activity, index) => {
      const { topic, key, value } = messageOf(activity);
      const place = { topic, key, partition: 0, offset: BigInt(index), headers: {} };
      return { ...place, value, bytes: () => Buffer.from(value) };
    });
    await room.database.transaction(async (tx) => void (await consumer.handle(records, tx)));
    expect(await shop.runs(journey)).toHaveLength(1);
    expect(await shop.refusals(journey)).toEqual({ reentry: 1 });
  });
});

describe('a changed trait', () => {
  const trigger = { kind: 'trait_changed', trait: 'plan', from: 'free', to: 'pro' } as const;
  const change = (from: string | null, to: string) => [{ trait: 'plan', from, to }];

  it('starts a run when it went from and to what the journey asks for', async () => {
    const { shop, journey } = await mailing({ trigger });
    const identify = { type: 'identify', name: null, properties: null, traits: { plan: 'pro' } } as const;
    await shop.happens(
      shop.applied(aPersonOf('ada'), identify, { changes: change('free', 'pro') }),
      shop.applied(aPersonOf('bob'), identify, { changes: change(null, 'pro') }),
      shop.applied(aPersonOf('cy'), identify, { changes: change('free', 'team') }),
      shop.applied(aPersonOf('di'), identify),
    );
    const runs = await shop.runs(journey);
    expect(runs).toHaveLength(1);
    expect(runs[0]?.event).toBeNull();
    expect(shop.sends()[0]?.context).not.toHaveProperty('event');
  });

  it('starts nothing when nobody did anything', async () => {
    const { shop, journey } = await mailing({ trigger });
    await shop.happens(
      shop.applied(aPersonOf('ada'), {}, { changes: change('free', 'pro'), cause: 'merge' }),
    );
    expect(await shop.runs(journey)).toEqual([]);
    expect(await shop.refusals(journey)).toEqual({});
  });
});

describe('a trigger', () => {
  it('looks at the properties of the event', async () => {
    const where = { kind: 'property', property: 'value', op: 'at_least', value: 20 } as const;
    const { shop, journey } = await mailing({ trigger: { kind: 'event', event: 'Bought', where } });
    await shop.happens(
      shop.applied(aPersonOf('ada'), { name: 'Bought', properties: { value: 19 } }),
      shop.applied(aPersonOf('bob'), { name: 'Bought', properties: { value: 20 } }),
      shop.applied(aPersonOf('cy'), { name: 'Viewed', properties: { value: 20 } }),
    );
    expect(await shop.runs(journey)).toHaveLength(1);
  });

  it('of a page needs no name', async () => {
    const { shop, journey } = await mailing({ trigger: { kind: 'event', type: 'page' } });
    await shop.happens(shop.applied(aPersonOf('ada'), { type: 'page', name: 'Pricing' }));
    expect(await shop.runs(journey)).toHaveLength(1);
  });
});

describe('the read model', () => {
  it('follows the person, and never goes back', async () => {
    const shop = await room.workspace();
    const ada = { ...aPersonOf('ada', { plan: 'free' }), timeZone: 'Europe/Berlin' };
    const early = shop.applied(ada);
    const late = shop.applied({ ...ada, traits: { plan: 'pro' } });
    await shop.happens(late, early);
    const rows = await room.database.query(
      `SELECT user_id, time_zone, traits, identifiers FROM messaging.recipients WHERE workspace_id = $1`,
      [shop.id],
    );
    const { userId, timeZone, identifiers } = snapshotOf(ada);
    expect(rows).toEqual([{ user_id: userId, time_zone: timeZone, traits: { plan: 'pro' }, identifiers }]);
    expect((await shop.call('GET', `/profiles/user_id%3A${newId()}/runs`)).status).toBe(404);
    expect((await shop.call('GET', '/profiles/ada/runs')).status).toBe(400);
  });
});
