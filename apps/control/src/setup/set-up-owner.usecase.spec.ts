import { FixedClock, ProblemError } from '@rapport/kernel';
import { testDatabase, type TestDatabase } from '@rapport/testing';
import { Passwords } from '../credentials/passwords.js';
import { controlPlan } from '../persistence/control-plan.spec-support.js';
import { OwnersRepository } from './owners.repository.js';
import { SetUpOwner, type SetUpCommand } from './set-up-owner.usecase.js';

const command: SetUpCommand = {
  email: 'Ada@Acme.test',
  password: 'correct horse battery',
  workspaceName: 'Acme',
  memberName: 'Ada',
  timeZone: 'Europe/Berlin',
  region: 'default',
  writeKey: null,
  apiKey: null,
};

describe('set up the first owner', () => {
  let test: TestDatabase;
  const setUp = (): SetUpOwner =>
    new SetUpOwner(
      test.database,
      new OwnersRepository(test.database),
      new Passwords(),
      new FixedClock(Date.UTC(2026, 10, 25)),
    );
  const count = async (table: string): Promise<number> => {
    const [row] = await test.database.query<{ n: number }>(`SELECT count(*)::int AS n FROM access.${table}`);
    return row?.n ?? -1;
  };
  const everything = ['workspaces', 'members', 'memberships', 'sources', 'write_keys', 'api_keys'];

  beforeEach(async () => {
    test = await testDatabase(controlPlan);
  });
  afterEach(() => test.close());

  it('makes the owner, the workspace, a source with its key and an API key', async () => {
    const { installation, apiKeySecret } = await setUp().execute(command);
    expect(installation.workspace).toMatchObject({ key: 'acme', name: 'Acme', timeZone: 'Europe/Berlin' });
    expect(installation.member.email).toBe('ada@acme.test');
    expect(installation.source.writeKey).toMatch(/^wk_/);
    expect(apiKeySecret).toMatch(/^sk_/);
    for (const table of everything) expect([table, await count(table)]).toEqual([table, 1]);
  });

  it('keeps neither the password nor the secret of the key', async () => {
    const { apiKeySecret } = await setUp().execute(command);
    const dump = JSON.stringify([
      await test.database.query('SELECT * FROM access.members'),
      await test.database.query(`SELECT *, encode(secret_hash, 'escape') FROM access.api_keys`),
    ]);
    expect(dump).not.toContain(command.password);
    expect(dump).not.toContain(apiKeySecret.split('_')[2]);
  });

  it('lets one of many concurrent calls win and tells the others that an owner exists', async () => {
    const calls = Array.from({ length: 6 }, (_, i) =>
      setUp()
        .execute({ ...command, email: `owner${i}@acme.test` })
        .then(
          () => 'won',
          (error: unknown) => (error instanceof ProblemError ? error.code : 'crashed'),
        ),
    );
    expect((await Promise.all(calls)).sort()).toEqual([...Array(5).fill('already_set_up'), 'won']);
    for (const table of everything) expect([table, await count(table)]).toEqual([table, 1]);
  });

  it('writes nothing when the credentials cannot be taken', async () => {
    await expect(setUp().execute({ ...command, password: 'short' })).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [{ field: 'password', rule: 'min_length' }],
    });
    for (const table of everything) expect([table, await count(table)]).toEqual([table, 0]);
  });

  it('writes nothing when what follows in the same transaction fails', async () => {
    await expect(
      test.database.transaction(async () => {
        await setUp().execute(command);
        throw new Error('no session');
      }),
    ).rejects.toThrow('no session');
    for (const table of everything) expect([table, await count(table)]).toEqual([table, 0]);
    await expect(setUp().execute(command)).resolves.toBeDefined();
  });

  it('takes the keys that the settings of an unattended set-up give', async () => {
    const given = { writeKey: 'wk_0123456789abcdef', apiKey: `sk_operator1_${'s'.repeat(40)}` };
    const { installation, apiKeySecret } = await setUp().execute({ ...command, ...given });
    expect(installation.source.writeKey).toBe(given.writeKey);
    expect(apiKeySecret).toBe(given.apiKey);
    expect(installation.apiKey.keyId).toBe('operator1');
  });
});
