import { newId } from '@rapport/kernel';
import { type TestDatabase, testDatabase } from '@rapport/testing';
import { messagingMigrations } from '../persistence/migrations.js';
import type { ProfileKey, Recipient } from './domain/recipient.js';
import { RecipientRepository } from './recipient.repository.js';
import { RecipientWriter } from './recipient-writer.repository.js';

let test: TestDatabase;
let writer: RecipientWriter;
beforeAll(async () => {
  test = await testDatabase({ owner: 'messaging', migrations: messagingMigrations });
  writer = new RecipientWriter(new RecipientRepository(test.database));
});
afterAll(() => test.close());

const workspaceId = newId();
const at = '2026-01-01T00:00:00.000Z';

function aRecipient(profileId: string, revision: bigint, mergedInto: string | null): Recipient {
  return {
    ...{ workspaceId, profileId, revision, mergedInto, linkedRevision: revision },
    ...{ userId: null, email: null, phone: null, locale: null, timeZone: null },
    ...{ traits: {}, identifiers: [], groups: [], createdAt: at, firstSeenAt: at, lastSeenAt: at },
  };
}

/** The one with the smaller id survives, so that walking from the retired one takes them in the wrong order. */
async function mergedPair(): Promise<{ survivor: ProfileKey; retired: ProfileKey }> {
  const [survivor = '', retired = ''] = [newId(), newId()].sort();
  await test.database.newTransaction((tx) =>
    writer.save([aRecipient(survivor, 1n, null), aRecipient(retired, 2n, survivor)], tx),
  );
  return {
    survivor: { workspaceId, profileId: survivor },
    retired: { workspaceId, profileId: retired },
  };
}

const lock = (...keys: ProfileKey[]): Promise<string[]> =>
  test.database.newTransaction(async (tx) =>
    [...(await writer.lock(keys, tx)).values()].map(({ profileId }) => profileId),
  );

async function waiting(count: number): Promise<void> {
  for (;;) {
    const [row] = await test.database.query<{ count: number }>(
      `SELECT count(DISTINCT w.pid)::int AS count FROM pg_locks w JOIN pg_locks o USING (pid)
       WHERE NOT w.granted AND o.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    if ((row?.count ?? 0) >= count) return;
  }
}

describe('people of whom two partitions speak', () => {
  it('are locked in one order, from whichever end of a merge one comes', async () => {
    const { survivor, retired } = await mergedPair();
    const both: Promise<string[]>[] = [];
    await test.database.newTransaction(async (tx) => {
      await writer.lock([survivor], tx);
      // The first to be served has both to lock, the second comes by the retired id.
      both.push(lock(survivor, retired));
      await waiting(1);
      both.push(lock(retired));
      await waiting(2);
    });
    const people = [survivor.profileId, retired.profileId];
    expect(await Promise.all(both)).toEqual([people, people]);
  });

  it('come again when one is merged while somebody waits for her', async () => {
    const { survivor, retired } = await mergedPair();
    const [other = ''] = [newId()];
    let late: Promise<unknown> | undefined;
    await test.database.newTransaction(async (tx) => {
      await writer.lock([survivor, retired], tx);
      late = lock(retired).catch((error: unknown) => error);
      await waiting(1);
      await writer.save([aRecipient(other, 3n, null), aRecipient(retired.profileId, 3n, other)], tx);
    });
    expect(await late).toMatchObject({ code: '40001' });
    expect((await lock(retired)).sort()).toEqual([retired.profileId, other].sort());
  });
});
