import type { JourneyDraft, JourneyStep, ProfileActivity } from '@rapport/contracts';
import { publicId } from '@rapport/kernel';
import { ApplyActivity } from './apply-activity.usecase.js';
import { aPersonOf, MessagingRoom, type RoomWorkspace } from '../journeys/journeys.spec-support.js';

let room: MessagingRoom;
beforeAll(async () => {
  room = await MessagingRoom.open();
});
afterAll(() => room.close());

const day = 86_400_000;
const wait: JourneyStep = { key: 'wait', kind: 'delay', duration: 'P1D', next: null };

async function waiting(draft: Partial<JourneyDraft> = {}): Promise<{ shop: RoomWorkspace; journey: string }> {
  const shop = await room.workspace();
  return { shop, journey: await shop.journey({ steps: [wait], ...draft }) };
}

describe('a merge', () => {
  it('moves runs to the survivor; of two the one that entered first stays', async () => {
    const { shop, journey } = await waiting();
    const [ada, bob] = [aPersonOf('ada'), aPersonOf('bob')];
    await shop.happens(shop.applied(ada));
    await shop.happens(shop.applied(bob));
    await shop.happens(...shop.merged(ada, bob));
    const survivor = publicId('prf', bob.profileId);
    expect(
      (await shop.runs(journey)).map(({ profileId, state, exitReason, step }) => [
        profileId,
        state,
        exitReason,
        step,
      ]),
    ).toEqual([
      [survivor, 'exited', 'merged', 'wait'],
      [survivor, 'active', null, 'wait'],
    ]);
    const byOldId = await shop.call<{ data: unknown[] }>(
      'GET',
      `/profiles/${publicId('prf', ada.profileId)}/runs`,
    );
    expect(byOldId.body.data).toHaveLength(2);
  });

  it('keeps both where the journey allows both', async () => {
    const { shop, journey } = await waiting({ entry: { reentry: { rule: 'parallel' } } });
    const [ada, bob] = [aPersonOf('ada'), aPersonOf('bob')];
    await shop.happens(shop.applied(ada), shop.applied(bob), ...shop.merged(ada, bob));
    expect((await shop.runs(journey)).map(({ state }) => state)).toEqual(['active', 'active']);
  });

  it('counts what the other did as done by the person', async () => {
    const { shop, journey } = await waiting();
    const [ada, bob] = [aPersonOf('ada'), aPersonOf('bob')];
    await shop.happens(shop.applied(ada));
    await shop.happens(...shop.merged(ada, bob));
    await shop.happens(shop.applied(bob));
    expect(await shop.runs(journey)).toHaveLength(1);
    expect(await shop.refusals(journey)).toEqual({ reentry: 1 });
  });

  it('lets an event of the old id that is read late start a run of the survivor', async () => {
    const { shop, journey } = await waiting();
    const [ada, bob] = [aPersonOf('ada'), aPersonOf('bob')];
    const late = shop.applied(ada);
    await shop.happens(shop.applied(bob, { name: 'Other' }));
    const [told] = shop.merged(ada, bob);
    if (told) await shop.happens(told);
    await shop.happens(late);
    expect((await shop.runs(journey)).map(({ profileId }) => profileId)).toEqual([
      publicId('prf', bob.profileId),
    ]);
  });

  it('has the same effect in whatever order its two messages are read', async () => {
    const { shop, journey } = await waiting();
    const [ada, bob] = [aPersonOf('ada'), aPersonOf('bob')];
    await shop.happens(shop.applied(ada));
    for (const told of shop.merged(ada, bob).reverse()) await shop.happens(told);
    expect((await shop.runs(journey))[0]?.profileId).toBe(publicId('prf', bob.profileId));
  });
});

describe('a merge that meets others', () => {
  it('that is read after its survivor was merged away brings runs to whom she is now', async () => {
    const { shop, journey } = await waiting();
    const [ada, bob, cleo] = [aPersonOf('ada'), aPersonOf('bob'), aPersonOf('cleo')];
    await shop.happens(shop.applied(ada));
    const first = shop.merged(ada, bob);
    const all = { ...bob, identifiers: ['user_id:bob', 'user_id:ada'] };
    await shop.happens(...shop.merged(all, cleo));
    await shop.happens(...first);
    expect((await shop.runs(journey)).map(({ profileId, state }) => [profileId, state])).toEqual([
      [publicId('prf', cleo.profileId), 'active'],
    ]);
  });

  it('lets an id survive that was retired before', async () => {
    const { shop, journey } = await waiting();
    const [ada, bob] = [aPersonOf('ada'), aPersonOf('bob')];
    await shop.happens(shop.applied(ada));
    await shop.happens(...shop.merged(ada, bob));
    await shop.happens(...shop.merged({ ...bob, identifiers: ['user_id:ada', 'user_id:bob'] }, ada));
    await room.advance(day);
    expect((await shop.runs(journey)).map(({ profileId, state }) => [profileId, state])).toEqual([
      [publicId('prf', ada.profileId), 'completed'],
    ]);
  });

  it('ends the run of somebody who had been through, where she may be in once', async () => {
    const { shop, journey } = await waiting();
    const [ada, bob] = [aPersonOf('ada'), aPersonOf('bob')];
    await shop.happens(shop.applied(ada));
    await room.advance(day);
    await shop.happens(shop.applied(bob));
    await shop.happens(...shop.merged(ada, bob));
    expect((await shop.runs(journey)).map(({ state, exitReason }) => [state, exitReason])).toEqual([
      ['exited', 'merged'],
      ['completed', 'finished'],
    ]);
  });

  it('leaves the part that parts in the same moment with its own runs', async () => {
    const { shop, journey } = await waiting();
    const [ada, bob, cleo] = [aPersonOf('ada'), aPersonOf('bob'), aPersonOf('cleo')];
    const both = { ...ada, identifiers: ['user_id:ada', 'user_id:cleo'] };
    await shop.happens(shop.applied({ ...both, identifiers: ['user_id:cleo', 'user_id:ada'] }));
    const merged = shop.merged(ada, bob);
    const [fromAda, toCleo] = shop.unmerged(both, cleo);
    await shop.happens(...merged);
    for (const told of [fromAda && { ...fromAda, profile: null }, toCleo]) {
      if (told) await shop.happens(told as ProfileActivity);
    }
    expect((await shop.runs(journey)).map(({ profileId }) => profileId)).toEqual([
      publicId('prf', cleo.profileId),
    ]);
  });
});

describe('a merge in one chunk with what happened before it', () => {
  it('starts runs for whom it belongs to afterwards, and counts hers', async () => {
    const { shop, journey } = await waiting();
    const parallel = await shop.journey({ steps: [wait], entry: { reentry: { rule: 'parallel' } } });
    const [ada, bob] = [aPersonOf('ada'), aPersonOf('bob')];
    await shop.happens(shop.applied(bob));
    const chunk = [shop.applied(ada), ...shop.merged(ada, bob)];
    const apply = room.app.get(ApplyActivity, { strict: false });
    await room.database.transaction((tx) => apply.execute(chunk, 0, tx));
    const survivor = publicId('prf', bob.profileId);
    expect((await shop.runs(journey)).map(({ profileId, state }) => [profileId, state])).toEqual([
      [survivor, 'active'],
    ]);
    expect(await shop.refusals(journey)).toEqual({ reentry: 1 });
    expect((await shop.runs(parallel)).map(({ profileId }) => profileId)).toEqual([survivor, survivor]);
  });
});

describe('two consumers that meet at a new person', () => {
  it('do not lose the merge that one of them reads', async () => {
    const { shop, journey } = await waiting();
    for (let round = 0; round < 10; round++) {
      const [ada, bob] = [aPersonOf(`ada${round}`), aPersonOf(`bob${round}`)];
      await shop.happens(shop.applied(ada), ...shop.merged(ada, bob));
    }
    const rows = await room.database.query<{ living: boolean }>(
      `SELECT p.merged_into IS NULL AS living FROM messaging.runs r
         JOIN messaging.recipients p ON p.workspace_id = r.workspace_id AND p.profile_id = r.profile_id
        WHERE r.workspace_id = $1`,
      [shop.id],
    );
    expect(await shop.runs(journey)).toHaveLength(10);
    expect(rows).toEqual(Array(10).fill({ living: true }));
  });
});

describe('an unmerge', () => {
  it('brings a run back to the profile that holds its anchor, and resumes what the merge had ended', async () => {
    const { shop, journey } = await waiting();
    const [ada, bob] = [aPersonOf('ada'), aPersonOf('bob')];
    await shop.happens(shop.applied(bob));
    await shop.happens(shop.applied(ada));
    await shop.happens(...shop.merged(ada, bob));
    await shop.happens(...shop.unmerged(bob, ada));
    const runs = await shop.runs(journey);
    expect(runs.map(({ profileId, state, step }) => [profileId, state, step])).toEqual([
      [publicId('prf', ada.profileId), 'active', 'wait'],
      [publicId('prf', bob.profileId), 'active', 'wait'],
    ]);
    expect(runs[0]?.waitingUntil).not.toBeNull();
    expect(runs[0]?.visits).toMatchObject([{ leftAt: null, outcome: null }]);
    await room.advance(day);
    expect((await shop.runs(journey)).map(({ state }) => state)).toEqual(['completed', 'completed']);
  });

  it('gives the one who stays her run back as well, when the other one’s had stood for it', async () => {
    const { shop, journey } = await waiting();
    const [ada, bob] = [aPersonOf('ada'), aPersonOf('bob')];
    await shop.happens(shop.applied(ada));
    await shop.happens(shop.applied(bob));
    await shop.happens(...shop.merged(ada, bob));
    await shop.happens(...shop.unmerged(bob, ada));
    expect((await shop.runs(journey)).map(({ profileId, state }) => [profileId, state])).toEqual([
      [publicId('prf', bob.profileId), 'active'],
      [publicId('prf', ada.profileId), 'active'],
    ]);
  });

  it('lets a timer that came due meanwhile fire once', async () => {
    const { shop, journey } = await waiting();
    const [ada, bob] = [aPersonOf('ada'), aPersonOf('bob')];
    await shop.happens(shop.applied(bob));
    await shop.happens(shop.applied(ada));
    await shop.happens(...shop.merged(ada, bob));
    await room.advance(3 * day);
    await shop.happens(...shop.unmerged(bob, ada));
    await room.fireDue();
    const [run] = await shop.runs(journey);
    expect(run).toMatchObject({ state: 'completed', visits: [{ step: 'wait', outcome: 'elapsed' }] });
  });

  it('resumes nothing of a journey that was archived meanwhile', async () => {
    const { shop, journey } = await waiting();
    const [ada, bob] = [aPersonOf('ada'), aPersonOf('bob')];
    await shop.happens(shop.applied(bob));
    await shop.happens(shop.applied(ada));
    await shop.happens(...shop.merged(ada, bob));
    await shop.call('POST', `/journeys/${journey}/archive`, { running: 'finish' });
    await shop.happens(...shop.unmerged(bob, ada));
    expect((await shop.runs(journey)).map(({ state }) => state)).toEqual(['exited', 'active']);
  });

  it('that was read before its merge is not undone by it', async () => {
    const { shop, journey } = await waiting();
    const [ada, bob] = [aPersonOf('ada'), aPersonOf('bob')];
    await shop.happens(shop.applied(ada));
    const merged = shop.merged(ada, bob);
    const unmerged = shop.unmerged(bob, ada);
    for (const told of [unmerged[1], merged[0]]) if (told) await shop.happens(told);
    expect((await shop.runs(journey))[0]?.profileId).toBe(publicId('prf', ada.profileId));
  });
});

describe('what was changed by nobody’s doing', () => {
  it.each(['operator', 'settings', 'erasure', 'backfill', 'merge', 'unmerge', 'clock'] as const)(
    'starts nothing: %s',
    async (cause) => {
      const { shop, journey } = await waiting();
      const changes = [{ trait: 'plan', from: null, to: 'pro' }];
      await shop.happens(shop.applied(aPersonOf('ada'), {}, { cause, changes }));
      expect(await shop.runs(journey)).toEqual([]);
    },
  );

  it('a group or a kind of a later release passes by', async () => {
    const { shop, journey } = await waiting();
    const ada = aPersonOf('ada');
    const { event: _, anchor: __, ...head } = shop.applied(ada) as unknown as Record<string, unknown>;
    for (const kind of ['groups_changed', 'from_the_future']) {
      await shop.happens({ ...head, kind } as never);
    }
    await shop.happens(shop.applied(ada));
    expect(await shop.runs(journey)).toHaveLength(1);
  });
});
