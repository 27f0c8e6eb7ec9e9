import type { JourneyStep } from '@rapport/contracts';
import { publicId, toIso } from '@rapport/kernel';
import { aPersonOf, eventually, MessagingRoom, type RoomWorkspace } from './journeys.spec-support.js';
import type { RunStepView } from './run-step.view.js';

let room: MessagingRoom;
beforeAll(async () => {
  room = await MessagingRoom.open();
});
afterAll(() => room.close());

const day = 86_400_000;
type Answer = { data: RunStepView[]; nextCursor: string | null };

async function stepsOf(shop: RoomWorkspace, ref: string, query = ''): Promise<Answer> {
  const { status, body } = await shop.call<Answer>('GET', `/profiles/${ref}/runs/steps${query}`);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body;
}
const told = ({ data }: Answer): string[] =>
  data.map(({ kind, stepKey, outcome, reason }) =>
    [kind, stepKey, outcome, reason].filter((part) => part !== null).join(' '),
  );

async function series(): Promise<{ shop: RoomWorkspace; journey: string }> {
  const shop = await room.workspace();
  const steps: JourneyStep[] = [
    { key: 'hello', kind: 'message', channel: 'email', templateId: await shop.template(), next: 'wait' },
    { key: 'wait', kind: 'delay', duration: 'P1D', next: 'plan' },
    {
      key: 'plan',
      kind: 'branch',
      branches: [{ key: 'pro', when: { kind: 'trait', trait: 'plan', op: 'is', value: 'pro' }, next: null }],
      otherwise: { next: 'stop' },
    },
    { key: 'stop', kind: 'exit' },
  ];
  return { shop, journey: await shop.journey({ steps }) };
}

describe('the steps of a person', () => {
  it('tell her way through a journey, and what became of each message', async () => {
    const { shop, journey } = await series();
    await shop.happens(shop.applied(aPersonOf('ada')));
    const first = await eventually(async (): Promise<Answer | undefined> => {
      const answer = await stepsOf(shop, 'user_id:ada');
      return told(answer).includes('step hello skipped no_address') ? answer : undefined;
    });
    const [run] = await shop.runs(journey);
    expect(told(first as Answer)).toEqual([
      `step wait waiting ${run?.waitingUntil}`,
      'step hello skipped no_address',
      'entered',
    ]);
    expect(first?.data[1]).toMatchObject({
      runId: run?.id,
      journeyId: run?.journeyId,
      journeyName: 'Welcome',
      stepKind: 'message',
      msgId: run?.visits[0]?.msgId,
    });
    await room.advance(day);
    expect(told(await stepsOf(shop, 'user_id:ada')).slice(0, 4)).toEqual([
      'exited exited exit_step',
      'step stop exited',
      'step plan branched otherwise',
      'step wait elapsed',
    ]);
  });

  it('are paged without gap or repeat while new ones come, and by time', async () => {
    const { shop } = await series();
    await shop.happens(shop.applied(aPersonOf('ada')));
    const before = await stepsOf(shop, 'user_id:ada');
    let page = await stepsOf(shop, 'user_id:ada', '?limit=1');
    const seen = [...page.data];
    await room.advance(day);
    while (page.nextCursor !== null) {
      page = await stepsOf(shop, 'user_id:ada', `?limit=1&cursor=${page.nextCursor}`);
      seen.push(...page.data);
    }
    expect(seen.map(({ id }) => id)).toEqual(before.data.map(({ id }) => id));
    const middle = toIso(Date.parse(before.data[0]?.at ?? '') + day / 2);
    expect((await stepsOf(shop, 'user_id:ada', `?to=${middle}`)).data).toHaveLength(3);
    expect((await stepsOf(shop, 'user_id:ada', `?from=${middle}`)).data).toHaveLength(4);
  });

  it('go with her runs, through a merge and back', async () => {
    const { shop } = await series();
    const [ada, bob] = [aPersonOf('ada'), aPersonOf('bob')];
    await shop.happens(shop.applied(bob));
    await shop.happens(shop.applied(ada));
    await shop.happens(...shop.merged(ada, bob));
    const merged = await stepsOf(shop, publicId('prf', ada.profileId));
    expect(told(merged)[0]).toBe('exited wait exited merged');
    expect(told(merged).filter((text) => text === 'entered')).toHaveLength(2);
    await shop.happens(...shop.unmerged(bob, ada));
    expect(told(await stepsOf(shop, 'user_id:ada')).slice(0, 2)).toEqual([
      'entered resumed',
      'exited wait exited merged',
    ]);
    expect((await stepsOf(shop, 'user_id:bob')).data).toHaveLength(3);
  });

  it('say when a journey was archived', async () => {
    const { shop, journey } = await series();
    await shop.happens(shop.applied(aPersonOf('ada')));
    await shop.call('POST', `/journeys/${journey}/archive`, { running: 'exit' });
    expect(told(await stepsOf(shop, 'user_id:ada'))[0]).toBe('exited wait exited archived');
  });

  it('are nobody’s for who is not there, and refuse what is malformed', async () => {
    const { shop } = await series();
    const other = await room.workspace();
    await shop.happens(shop.applied(aPersonOf('ada')));
    const status = async (of: RoomWorkspace, path: string): Promise<unknown[]> => {
      const answer = await of.call('GET', path);
      return [answer.status, answer.body.code];
    };
    expect(await status(other, '/profiles/user_id:ada/runs/steps')).toEqual([404, 'not_found']);
    expect(await status(shop, '/profiles/ada/runs/steps')).toEqual([400, 'invalid_reference']);
    expect(await status(shop, '/profiles/user_id:ada/runs/steps?cursor=x')).toEqual([400, 'invalid_cursor']);
    expect(await status(shop, '/profiles/user_id:ada/runs/steps?from=monday')).toEqual([
      400,
      'validation_failed',
    ]);
  });

  it('are read by the page, however many there are', async () => {
    const { shop, journey } = await series();
    const ada = aPersonOf('ada');
    await shop.happens(shop.applied(ada));
    await room.database.query(
      `INSERT INTO messaging.run_steps (workspace_id, run_id, place, profile_id, at, kind)
       SELECT workspace_id, id, n + 10, profile_id, entered_at - n * interval '1 min', 'step'
         FROM messaging.runs, generate_series(1, 5000) n WHERE workspace_id = $1`,
      [shop.id],
    );
    await room.database.query(`ANALYZE messaging.run_steps`);
    const [plan] = await room.database.query<{ 'QUERY PLAN': unknown }>(
      `EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) SELECT * FROM messaging.run_steps s
        WHERE workspace_id = $1 AND profile_id = $2 AND (at, run_id, place) < (now() - interval '1 day', $3, 1)
        ORDER BY at DESC, run_id DESC, place DESC LIMIT 26`,
      [shop.id, ada.profileId, ada.profileId],
    );
    const text = JSON.stringify(plan);
    expect(text).toContain('run_steps_of_person');
    expect(text).not.toContain('"Node Type":"Sort"');
    expect((await stepsOf(shop, 'user_id:ada', '?limit=100')).data).toHaveLength(100);
    expect(await shop.runs(journey)).toHaveLength(1);
  });
});
