import type { ProfileActivity, ProfileSnapshot } from '@rapport/contracts';
import fc from 'fast-check';
import { foldRecipients, livingOf } from './fold-recipients.js';
import { keyOf, type Recipient } from './recipient.js';

const workspaceId = 'w';

const snapshot: ProfileSnapshot = {
  ...{ userId: null, email: null, phone: null, locale: null, timeZone: null },
  traits: {},
  identifiers: [],
  ...{ createdAt: '', firstSeenAt: '', lastSeenAt: '' },
};

function activity(given: object): ProfileActivity {
  const { profileId, revision } = given as { profileId: string; revision: number };
  const profile: ProfileSnapshot = {
    ...snapshot,
    traits: { of: profileId, revision },
    identifiers: [`user_id:${profileId}`],
  };
  return {
    v: 1,
    workspaceId,
    kind: 'traits_changed',
    changes: [],
    profile,
    ...given,
  } as unknown as ProfileActivity;
}

function rowsOf(...activities: ProfileActivity[]): Map<string, Recipient> {
  const { changed } = foldRecipients(new Map(), activities);
  return new Map(changed.map((row) => [keyOf(row), row]));
}

const merge = (profileId: string, from: string, into: string, revision: number): ProfileActivity =>
  activity({ kind: 'profiles_merged', profileId, from: [from], into, revision });
const unmerge = (profileId: string, from: string, to: string, revision: number): ProfileActivity =>
  activity({ kind: 'profiles_unmerged', profileId, from, to, revision });

describe('fold recipients', () => {
  it('writes one row per person, with her last state', () => {
    const rows = rowsOf(
      activity({ profileId: 'a', revision: 1 }),
      activity({ profileId: 'b', revision: 2 }),
      activity({ profileId: 'a', revision: 3 }),
    );
    expect([...rows.values()].map(({ profileId, traits }) => [profileId, traits.revision])).toEqual([
      ['a', 3],
      ['b', 2],
    ]);
  });

  it('applies nothing twice', () => {
    const seen = [activity({ profileId: 'a', revision: 1 }), activity({ profileId: 'a', revision: 2 })];
    expect(foldRecipients(rowsOf(...seen), seen)).toEqual({ changed: [], applied: [] });
  });

  it('keeps the groups of a person until a record tells of others', () => {
    const told = { ...snapshot, groups: ['acme', 'beta'] };
    const row = (...activities: ProfileActivity[]): string[] | undefined =>
      rowsOf(...activities).get('w|a')?.groups;
    const first = activity({ profileId: 'a', revision: 1, profile: told });
    const older = activity({ profileId: 'a', revision: 2 });
    const none = activity({
      profileId: 'a',
      revision: 3,
      kind: 'groups_changed',
      profile: { ...told, groups: [] },
    });
    expect([row(older), row(first), row(first, older), row(first, older, none)]).toEqual([
      [],
      ['acme', 'beta'],
      ['acme', 'beta'],
      [],
    ]);
  });

  it('gives each activity the person as she was right after it', () => {
    const { applied } = foldRecipients(new Map(), [
      activity({ profileId: 'a', revision: 1 }),
      activity({ profileId: 'a', revision: 2 }),
    ]);
    expect(applied.map(({ person }) => person.traits.revision)).toEqual([1, 2]);
  });

  it('leads from a merged-away id to the survivor, over several merges', () => {
    const rows = rowsOf(merge('b', 'a', 'b', 1), merge('c', 'b', 'c', 2));
    expect(livingOf(rows, workspaceId, 'a')?.profileId).toBe('c');
  });

  it('counts a late activity of a merged-away id for the survivor', () => {
    const { applied } = foldRecipients(rowsOf(merge('b', 'a', 'b', 5)), [
      activity({ profileId: 'a', revision: 2 }),
    ]);
    expect(applied.map(({ person }) => person.profileId)).toEqual(['b']);
  });

  it('gives the survivor, not the retired id, the state that a merge brings', () => {
    const rows = rowsOf(activity({ profileId: 'a', revision: 1 }), merge('a', 'a', 'b', 3));
    expect(rows.get(`${workspaceId}|a`)).toMatchObject({ traits: { of: 'a' }, mergedInto: 'b' });
  });

  it('ends in the same links in whatever order the streams of two people are read', () => {
    const streamOfA = [merge('a', 'a', 'b', 11), unmerge('a', 'b', 'a', 21)];
    const streamOfB = [merge('b', 'a', 'b', 10), unmerge('b', 'b', 'a', 20)];
    const interleavings = fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }).map((takes) => {
      const [a, b] = [[...streamOfA], [...streamOfB]];
      return takes.flatMap((takeA) => (takeA ? (a.shift() ?? b.shift()) : (b.shift() ?? a.shift())) ?? []);
    });
    fc.assert(
      fc.property(interleavings, (order) => {
        expect(livingOf(rowsOf(...order), workspaceId, 'a')?.profileId).toBe('a');
      }),
    );
  });
});
