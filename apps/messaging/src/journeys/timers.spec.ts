import type { JourneyStep } from '@rapport/contracts';
import { FireDueRuns } from './fire-due-runs.usecase.js';
import { aPersonOf, eventually, MessagingRoom, type RoomWorkspace } from './journeys.spec-support.js';

let room: MessagingRoom;
beforeAll(async () => {
  room = await MessagingRoom.open();
});
afterAll(() => room.close());

const day = 86_400_000;
const wait = (next: string | null): JourneyStep => ({ key: 'wait', kind: 'delay', duration: 'P1D', next });

async function waiting(people = 1): Promise<{ shop: RoomWorkspace; journey: string }> {
  const shop = await room.workspace();
  const mail: JourneyStep = {
    key: 'mail',
    kind: 'message',
    channel: 'email',
    templateId: await shop.template(),
  };
  const journey = await shop.journey({ steps: [wait('mail'), mail] });
  await shop.happens(...Array.from({ length: people }, (_, i) => shop.applied(aPersonOf(`p${i}`, { n: i }))));
  return { shop, journey };
}

const states = async (shop: RoomWorkspace, journey: string): Promise<(string | null)[][]> =>
  (await shop.runs(journey)).map(({ state, exitReason, step }) => [state, exitReason, step]);

describe('a delay', () => {
  it('holds the run until its moment, then it goes on once', async () => {
    const { shop, journey } = await waiting();
    const [run] = await shop.runs(journey);
    expect(run).toMatchObject({ state: 'active', step: 'wait', visits: [{ step: 'wait', leftAt: null }] });
    expect(Date.parse(run?.waitingUntil ?? '') - Date.parse(run?.enteredAt ?? '')).toBe(day);
    await room.advance(day - 60_000);
    expect(await states(shop, journey)).toEqual([['active', null, 'wait']]);
    expect(shop.sends()).toEqual([]);
    await room.advance(60_000);
    expect(await states(shop, journey)).toEqual([['completed', 'finished', null]]);
    await room.advance(day);
    expect(shop.sends()).toHaveLength(1);
  });

  it('keeps the wall time of the person', async () => {
    const shop = await room.workspace();
    const journey = await shop.journey({
      steps: [{ key: 'wait', kind: 'delay', duration: 'P6M', next: null }],
    });
    await shop.happens(shop.applied({ ...aPersonOf('ada'), timeZone: 'Europe/Berlin' }));
    const [run] = await shop.runs(journey);
    const hour = (iso: string | null | undefined): string =>
      new Date(iso ?? '').toLocaleTimeString('en-GB', { timeZone: 'Europe/Berlin' });
    expect(hour(run?.waitingUntil)).toBe(hour(run?.enteredAt));
  });

  it('ends once, however many instances look', async () => {
    const { shop, journey } = await waiting(20);
    room.moveClock(2 * day);
    const fire = room.app.get(FireDueRuns, { strict: false });
    await Promise.all([fire.execute(), fire.execute(), fire.execute(), room.fireDue()]);
    await room.settle();
    expect(await states(shop, journey)).toEqual(Array(20).fill(['completed', 'finished', null]));
    expect(shop.sends()).toHaveLength(20);
  });

  it('is noticed by the scheduler by itself', async () => {
    const shop = await room.workspace();
    const steps: JourneyStep[] = [{ key: 'wait', kind: 'delay', duration: 'PT1S', next: null }];
    const journey = await shop.journey({ steps });
    await shop.happens(shop.applied(aPersonOf('ada')));
    await eventually(async () => (await shop.runs(journey))[0]?.state === 'completed');
  });

  it('looks at the person as she is when it ends', async () => {
    const shop = await room.workspace();
    const branch: JourneyStep = {
      key: 'plan',
      kind: 'branch',
      branches: [{ key: 'pro', when: { kind: 'trait', trait: 'plan', op: 'is', value: 'pro' }, next: null }],
      otherwise: { next: null },
    };
    const journey = await shop.journey({ steps: [wait('plan'), branch] });
    const ada = aPersonOf('ada', { plan: 'free' });
    await shop.happens(shop.applied(ada));
    await shop.happens(shop.applied({ ...ada, traits: { plan: 'pro' } }, { name: 'Upgraded' }));
    await room.advance(day);
    expect((await shop.runs(journey))[0]).toMatchObject({
      state: 'completed',
      context: { steps: { plan: { branch: 'pro' } } },
      visits: [{ outcome: 'elapsed' }, { outcome: 'branched', branch: 'pro' }],
    });
  });
});

describe('a paused journey', () => {
  it('holds its timers, and lets late runs go on one after another when it is resumed', async () => {
    const { shop, journey } = await waiting(3);
    expect((await shop.call('POST', `/journeys/${journey}/pause`)).body).toMatchObject({ status: 'paused' });
    await room.advance(2 * day);
    expect((await shop.runs(journey)).map(({ state, step }) => [state, step])).toEqual(
      Array(3).fill(['active', 'wait']),
    );
    expect((await shop.runs(journey))[0]?.waitingUntil).not.toBeNull();
    const resumed = await shop.call('POST', `/journeys/${journey}/resume`, { late: 'run' });
    expect(resumed.body).toMatchObject({ status: 'live' });
    await room.advance(1_000);
    expect(await states(shop, journey)).toEqual(Array(3).fill(['completed', 'finished', null]));
  });

  it('ends late runs when it is resumed without them, and only those', async () => {
    const { shop, journey } = await waiting();
    await room.advance(day / 2);
    await shop.happens(shop.applied(aPersonOf('late-comer')));
    await shop.call('POST', `/journeys/${journey}/pause`);
    await room.advance(day / 2 + 1);
    await shop.call('POST', `/journeys/${journey}/resume`, { late: 'exit' });
    expect(await states(shop, journey)).toEqual([
      ['active', null, 'wait'],
      ['exited', 'late', 'wait'],
    ]);
    expect((await shop.runs(journey))[1]?.visits[0]).toMatchObject({ outcome: 'interrupted' });
    await room.advance(day);
    expect((await states(shop, journey))[0]).toEqual(['completed', 'finished', null]);
  });

  it('can be paused twice, but not before it was published', async () => {
    const { shop, journey } = await waiting();
    for (let i = 0; i < 2; i++)
      expect((await shop.call('POST', `/journeys/${journey}/pause`)).status).toBe(200);
    const { body } = await shop.call('POST', '/journeys', { name: 'Draft' });
    const refused = await shop.call('POST', `/journeys/${String(body.id)}/pause`);
    expect([refused.status, refused.body.code]).toEqual([409, 'state_conflict']);
  });
});

describe('an archived journey', () => {
  it('ends the runs inside', async () => {
    const { shop, journey } = await waiting();
    const archived = await shop.call('POST', `/journeys/${journey}/archive`, { running: 'exit' });
    expect(archived.body).toMatchObject({ status: 'archived', counts: { active: 0, exited: 1 } });
    expect(await states(shop, journey)).toEqual([['exited', 'archived', 'wait']]);
    await room.advance(2 * day);
    expect(shop.sends()).toEqual([]);
  });

  it('lets them finish when asked to', async () => {
    const { shop, journey } = await waiting();
    await shop.call('POST', `/journeys/${journey}/archive`, { running: 'finish' });
    await room.advance(2 * day);
    expect(await states(shop, journey)).toEqual([['completed', 'finished', null]]);
    expect(shop.sends()).toHaveLength(1);
  });

  it('comes back paused', async () => {
    const { shop, journey } = await waiting();
    await shop.call('POST', `/journeys/${journey}/archive`, {});
    expect((await shop.call('POST', `/journeys/${journey}/unarchive`)).body).toMatchObject({
      status: 'paused',
    });
    await shop.call('POST', `/journeys/${journey}/resume`, {});
    await shop.happens(shop.applied(aPersonOf('new')));
    expect((await shop.runs(journey)).map(({ state }) => state)).toEqual(['active', 'exited']);
  });
});

describe('GET /readyz', () => {
  it('says that waiting runs are being woken', async () => {
    const { body } = await room.app.inject({ method: 'GET', url: '/readyz' });
    expect(JSON.parse(body)).toMatchObject({
      checks: expect.arrayContaining([expect.objectContaining({ id: 'journeys.timers', ok: true })]),
    });
  });
});
