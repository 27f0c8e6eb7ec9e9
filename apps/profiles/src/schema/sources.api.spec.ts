import type { AcceptedEvent } from '@rapport/contracts';
import { newId, publicId } from '@rapport/kernel';
import { type TestDatabase, testDatabase, type TestWorkspace, testWorkspace } from '@rapport/testing';
import { KeepHouse } from '../apply/keep-house.scheduler.js';
import { eventsOf, profilesPlans, RunningProfiles } from './schema.spec-support.js';
import type { OutcomeCountsView, SourceOutcomesList, SourceOutcomesView } from './sources.view.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
let test: TestDatabase;
let profiles: RunningProfiles;
let acme: TestWorkspace;

beforeAll(async () => {
  test = await testDatabase(...profilesPlans);
  profiles = await RunningProfiles.start(test);
});
beforeEach(async () => {
  acme = await testWorkspace(profiles.api.access);
});
afterAll(async () => {
  await profiles.close();
  await test.close();
});

async function send(given: readonly Partial<AcceptedEvent>[], workspace = acme): Promise<void> {
  await profiles.send(eventsOf(workspace, profiles.clock, given));
}

async function outcomes(workspace = acme): Promise<Map<string, SourceOutcomesView>> {
  const { body } = await profiles.get<SourceOutcomesList>('sources', workspace);
  return new Map(body.data.map((one) => [one.sourceId, one]));
}

async function monthOf(
  workspace: TestWorkspace,
  sourceId = workspace.sourceId,
): Promise<OutcomeCountsView | undefined> {
  return (await outcomes(workspace)).get(publicId('src', sourceId))?.last30Days;
}

async function eventsNamed(name: string, workspace = acme): Promise<number> {
  const [row] = await test.database.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM profiles.events WHERE workspace_id = $1 AND name = $2',
    [workspace.workspaceId, name],
  );
  return row?.n ?? 0;
}

const sha = (digit: string): string => digit.repeat(64);

describe('a repeat of a messageId', () => {
  it('is a duplicate with the same body and a conflict with another; the first is kept', async () => {
    const first = { messageId: 'm-1', name: 'First', payloadSha: sha('a') };
    await send([first]);
    await send([first, { ...first, name: 'Second', payloadSha: sha('b') }]);
    await send([first, { ...first, name: 'Third', payloadSha: sha('c') }]);
    expect(await monthOf(acme)).toEqual({ applied: 1, duplicates: 2, conflicts: 2 });
    expect(await eventsNamed('First')).toBe(1);
    expect((await eventsNamed('Second')) + (await eventsNamed('Third'))).toBe(0);
  });

  it('is told within one chunk as well, and across partitions', async () => {
    const people = ['a', 'b', 'c', 'd', 'e', 'f', '0', '1'];
    await send(
      people.map((userId) => ({ messageId: 'same', userId, name: userId, payloadSha: sha(userId) })),
    );
    await send([
      { messageId: 'twin', name: 'Twin' },
      { messageId: 'twin', name: 'Twin' },
    ]);
    expect(await monthOf(acme)).toEqual({ applied: 2, duplicates: 1, conflicts: 7 });
  });

  it('is none from another source or workspace', async () => {
    const other = await testWorkspace(profiles.api.access);
    const second = newId();
    const given = { messageId: 'shared', name: 'Shared' };
    await send([given, { ...given, sourceId: second, payloadSha: sha('b') }]);
    await send([given], other);
    expect(await monthOf(acme)).toEqual({ applied: 1, duplicates: 0, conflicts: 0 });
    expect(await monthOf(acme, second)).toEqual({ applied: 1, duplicates: 0, conflicts: 0 });
    expect(await monthOf(other)).toEqual({ applied: 1, duplicates: 0, conflicts: 0 });
    expect([await eventsNamed('Shared'), await eventsNamed('Shared', other)]).toEqual([2, 1]);
  });

  it('is told after a restart', async () => {
    await send([{ messageId: 'lasting', payloadSha: sha('a') }]);
    await profiles.close();
    profiles = await RunningProfiles.start(test, profiles.clock);
    await send([{ messageId: 'lasting', payloadSha: sha('a') }]);
    await send([{ messageId: 'lasting', payloadSha: sha('d') }]);
    expect(await monthOf(acme)).toEqual({ applied: 1, duplicates: 1, conflicts: 1 });
  });

  it('is told for 30 days, and is new once its key was forgotten', async () => {
    const house = profiles.api.app.get(KeepHouse, { strict: false });
    const event = { messageId: 'aging', name: 'Aging' };
    await send([event]);
    profiles.clock.advance(30 * dayMs);
    await house.purge();
    await send([event]);
    expect(await monthOf(acme)).toMatchObject({ duplicates: 1 });
    expect(await eventsNamed('Aging')).toBe(1);
    profiles.clock.advance(dayMs);
    await house.purge();
    await send([event]);
    expect(await monthOf(acme)).toMatchObject({ applied: 1, duplicates: 1 });
    expect(await eventsNamed('Aging')).toBe(2);
  });
});

describe('GET /api/v1/schema/sources', () => {
  it('counts by when the events came: an hour, a day, 30 days', async () => {
    await send([{ messageId: 'old' }]);
    profiles.clock.advance(20 * dayMs);
    await send([{}, {}, { messageId: 'old' }]);
    profiles.clock.advance(5 * hourMs);
    await send([{}]);
    const view = (await outcomes()).get(publicId('src', acme.sourceId));
    expect(view).toEqual({
      sourceId: publicId('src', acme.sourceId),
      lastAppliedAt: new Date(profiles.clock.now()).toISOString(),
      lastHour: { applied: 1, duplicates: 0, conflicts: 0 },
      last24Hours: { applied: 3, duplicates: 1, conflicts: 0 },
      last30Days: { applied: 4, duplicates: 1, conflicts: 0 },
    });
  });

  it('shows nothing of another workspace', async () => {
    await send([{}]);
    expect([...(await outcomes(await testWorkspace(profiles.api.access))).values()]).toEqual([]);
  });
});
