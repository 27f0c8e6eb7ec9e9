import { OperationRunner } from '@rapport/http';
import { testApp } from '@rapport/testing';
import { ProfilesModule } from '../../profiles.module.js';
import { ReadingRoom } from '../../browse/reading.spec-support.js';
import { WalkClusters } from '../walk-clusters.usecase.js';
import { PolicyShop, settingsWith } from '../policy.spec-support.js';

let room: ReadingRoom;
let shop: PolicyShop;
beforeAll(async () => {
  room = await ReadingRoom.open();
});
beforeEach(async () => {
  shop = await PolicyShop.open(room);
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => room.close());

const people = 1_200;
const oneBrowserEach = settingsWith({ limits: { anonymous_id: 1 } });

/** Everybody has two browsers, and shares them with nobody. */
async function moveIn(): Promise<void> {
  for (const browser of ['desk', 'phone']) {
    for (let from = 0; from < people; from += 400) {
      const some = Array.from({ length: 400 }, (_, n) => from + n);
      await shop.apply(
        ...some.map((n) => ({
          userId: `u${n}`,
          anonymousId: `${browser}-${n}`,
          messageId: `${browser}-${n}`,
        })),
      );
    }
  }
}

/** The operations of this process stop as in a crash: none is taken on, no lease is kept alive. */
function takeNothingMore({ api }: ReadingRoom): void {
  const runner: unknown = api.app.get(OperationRunner, { strict: false });
  const { claims } = runner as { claims: { claim(): Promise<undefined>; renew(): Promise<void> } };
  jest.spyOn(claims, 'claim').mockResolvedValue(undefined);
  jest.spyOn(claims, 'renew').mockResolvedValue(undefined);
}

async function counts(): Promise<object> {
  const [found] = await shop.rows<object>(
    `SELECT (SELECT count(*)::int FROM profiles.profiles WHERE workspace_id = $1) AS profiles,
       (SELECT count(*)::int FROM profiles.profile_splits WHERE workspace_id = $1) AS splits,
       (SELECT count(*)::int FROM profiles.identity_clusters WHERE workspace_id = $1 AND settings_version < 2) AS stale`,
  );
  return found ?? {};
}

describe('the recomputation after a change of policy', () => {
  it('that is torn away from a batch again and again does everything once', async () => {
    await moveIn();
    const walk = room.api.app.get(WalkClusters, { strict: false });
    const execute = walk.execute.bind(walk);
    let turns = 0;
    jest.spyOn(walk, 'execute').mockImplementation(async (tx, ...given) => {
      const walked = await execute(tx, ...given);
      if (++turns % 2 === 0) throw Object.assign(new Error('the connection broke'), { code: '57P01' });
      return walked;
    });
    const ended = await shop.change(oneBrowserEach);
    expect(ended.result).toEqual({ version: 2, merged: 0, split: people });
    expect(ended.progress).toEqual({ done: people, total: people });
    expect(turns).toBeGreaterThan(4);
    expect(await counts()).toEqual({ profiles: 2 * people, splits: people, stale: 0 });
  }, 60_000);

  it('goes on in another process when its own is killed, which does nothing any more when it wakes up', async () => {
    await moveIn();
    const walk = room.api.app.get(WalkClusters, { strict: false });
    const execute = walk.execute.bind(walk);
    let die: () => void = () => undefined;
    const dead = new Promise<void>((resolve) => (die = resolve));
    let wakeUp: (error: Error) => void = () => undefined;
    const asleep = new Promise<never>((_, reject) => (wakeUp = reject));
    let turns = 0;
    jest.spyOn(walk, 'execute').mockImplementation(async (tx, ...given) => {
      const walked = await execute(tx, ...given);
      if (++turns < 2) return walked;
      // As a killed process leaves it: what was not committed is gone, the lease stands, and nobody renews it.
      await tx.query('ROLLBACK');
      takeNothingMore(room);
      die();
      return asleep;
    });
    const operation = await shop.put(oneBrowserEach);
    await dead;
    expect(await counts()).toMatchObject({ splits: 500, stale: people - 500 });
    await shop.rows('UPDATE profiles.operations SET due_at = now() WHERE workspace_id = $1');
    const other = await testApp(room.store, [ProfilesModule]);
    const ended = await shop.ended(operation).finally(() => {
      wakeUp(new Error('woken up'));
    });
    await other.close();
    expect(ended.result).toEqual({ version: 2, merged: 0, split: people });
    expect(await counts()).toEqual({ profiles: 2 * people, splits: people, stale: 0 });
    expect((await shop.ended(operation)).result).toEqual(ended.result);
  }, 60_000);

  it('leaves what is left to the operation of a later change', async () => {
    await moveIn();
    const first = await shop.put(oneBrowserEach);
    const second = await shop.put(settingsWith({}));
    const superseded = (await shop.ended(first)).result as { split: number };
    const { split } = superseded;
    expect(superseded).toEqual({ version: 2, merged: 0, split, ...(split < people && { supersededBy: 3 }) });
    expect((await shop.ended(second)).result).toEqual({ version: 3, merged: split, split: 0 });
    expect(await counts()).toMatchObject({ profiles: people, splits: split, stale: 0 });
  }, 60_000);

  it('walks what an event touches first, under the cause settings, before the event itself', async () => {
    const one = { userId: 'u', messageId: 'm1', anonymousId: 'a' };
    await shop.apply(one, { ...one, messageId: 'm2', anonymousId: 'b' });
    const walk = room.api.app.get(WalkClusters, { strict: false });
    const execute = walk.execute.bind(walk);
    const causes: string[] = [];
    jest.spyOn(walk, 'execute').mockImplementation(async (...given) => {
      const walked = await execute(...given);
      causes.push(
        ...walked.messages
          .map(({ value }) => JSON.parse(value) as { kind: string; cause: { type: string } })
          .map(({ kind, cause }) => `${kind} ${cause.type}`),
      );
      return walked;
    });
    const settings = settingsWith({ limits: { anonymous_id: 1 } });
    await shop.rows(
      `INSERT INTO profiles.identity_policies (workspace_id, version, walk_version, settings, changed_at, changed_by)
       VALUES ($1, 2, 2, $2, now(), '{}')`,
      [shop.id, JSON.stringify(settings)],
    );
    await shop.apply({ userId: null, anonymousId: 'b', messageId: 'm3' });
    expect(causes).toEqual(['profiles_unmerged settings', 'profiles_unmerged settings']);
    expect((await shop.outcome()).profiles.map(({ identifiers }) => identifiers)).toEqual([
      ['anonymous_id:b'],
      ['anonymous_id:a', 'user_id:u'],
    ]);
    const [split] = await shop.rows<{ cause: string; why: string }>(
      'SELECT cause, why FROM profiles.profile_splits WHERE workspace_id = $1',
    );
    expect(split).toEqual({ cause: 'settings', why: 'settings' });
  });

  it('does not keep a person from deciding about people who have not been walked again yet', async () => {
    const tablet = (userId: string, messageId: string) => ({ userId, anonymousId: 'tablet', messageId });
    await shop.apply(tablet('ada', 'm1'), tablet('bob', 'm2'), {
      userId: 'ada',
      anonymousId: 'own',
      messageId: 'm3',
    });
    jest
      .spyOn(room.api.app.get(WalkClusters, { strict: false }), 'execute')
      .mockRejectedValue(Object.assign(new Error('not now'), { code: '57P01' }));
    const operation = await shop.put(settingsWith({ hubThreshold: 2 }));
    const merged = await shop.call('POST', '/profiles/user_id:ada/merge', {
      with: 'user_id:bob',
      reason: 'one person',
    });
    expect(merged.status).toBe(200);
    expect((await shop.outcome()).profiles.map(({ identifiers }) => identifiers)).toEqual([
      ['anonymous_id:tablet'],
      ['anonymous_id:own', 'user_id:ada', 'user_id:bob'],
    ]);
    jest.restoreAllMocks();
    await shop.ended(operation);
    expect((await shop.outcome()).profiles).toHaveLength(2);
  }, 60_000);
});
