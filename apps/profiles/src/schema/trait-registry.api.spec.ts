import { type TestDatabase, testDatabase, type TestWorkspace, testWorkspace } from '@rapport/testing';
import { eventsOf, profilesPlans, RunningProfiles } from './schema.spec-support.js';

let test: TestDatabase;
let profiles: RunningProfiles;
let acme: TestWorkspace;

beforeAll(async () => {
  test = await testDatabase(...profilesPlans);
  profiles = await RunningProfiles.start(test);
});
beforeEach(async () => {
  acme = await testWorkspace(profiles.api.access);
  const traits = { email: 'ada@acme.test', salary: 9_173_826_450, plan: 'pro' };
  await profiles.send(
    eventsOf(acme, profiles.clock, [{ type: 'identify', userId: 'ada', name: null, traits }]),
  );
});
afterAll(async () => {
  await profiles.close();
  await test.close();
});

type Scopes = Parameters<TestWorkspace['bearer']>;
const reader: Scopes = ['profiles:read'];
const all: Scopes = ['profiles:write', 'pii:read'];

async function call(scopes: Scopes, method: 'GET' | 'PATCH', url: string, payload?: object) {
  const headers = { authorization: await acme.bearer(...scopes) };
  const answer = await profiles.api.app.inject({
    method,
    url: `/api/v1/${url}`,
    headers,
    ...(payload && { payload }),
  });
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>(), text: answer.body };
}

describe('the trait registry', () => {
  it('hides what it calls personal from keys that may not see it, at once and everywhere', async () => {
    const before = await call(reader, 'GET', 'profiles/user_id:ada');
    expect(before.body).toMatchObject({ email: 'ada@acme.test', masked: [] });
    for (const [name, piiClass] of [
      ['email', 'pii'],
      ['salary', 'sensitive'],
    ]) {
      const answer = await call(all, 'PATCH', `schema/traits/${name}`, {
        piiClass,
        description: `The ${name}`,
      });
      expect(answer.body).toMatchObject({ name, piiClass, description: `The ${name}` });
    }
    const masked = await call(reader, 'GET', 'profiles/user_id:ada');
    expect(masked.body).toMatchObject({
      email: null,
      traits: { email: null, salary: null, plan: 'pro' },
      masked: expect.arrayContaining(['email', 'traits.email', 'traits.salary']),
    });
    for (const path of [
      'profiles',
      'profiles/user_id:ada/events',
      'profiles/user_id:ada/identifiers',
      'profiles/user_id:ada/links',
      'profiles/user_id:ada?include=traitDetails',
      'schema/traits',
      'schema/events/identify?type=identify',
    ]) {
      const { status, text } = await call(reader, 'GET', path);
      expect([path, status, /ada@acme|9173826450/.test(text)]).toEqual([path, 200, false]);
      expect([path, (await call(all, 'GET', path)).text.includes('ada@acme.test')]).toEqual([path, true]);
    }
    expect(JSON.stringify(profiles.api.logged)).not.toMatch(/ada@acme|9173826450/);
  });

  it('tells of every trait what is said of it, and what is known of reserved ones', async () => {
    await call(all, 'PATCH', 'schema/traits/plan', { description: 'What they pay for' });
    await call(all, 'PATCH', 'schema/traits/user_id', { piiClass: 'pii' });
    const { body } = await call(all, 'GET', 'schema/traits?sort=name');
    expect(body.data).toMatchObject([
      { name: 'email', piiClass: 'none', reserved: { types: ['string'], suggestedPiiClass: 'pii' } },
      { name: 'plan', piiClass: 'none', description: 'What they pay for', reserved: null },
      { name: 'salary', reserved: null },
    ]);
    const registry = await call(reader, 'GET', 'schema/trait-registry');
    expect(registry.body.data).toMatchObject([
      { name: 'plan', updatedBy: { kind: 'api_key' } },
      { name: 'user_id', piiClass: 'pii' },
    ]);
    await call(all, 'PATCH', 'schema/traits/plan', { piiClass: 'sensitive' });
    await call(all, 'PATCH', 'schema/traits/plan', { description: null });
    expect((await call(reader, 'GET', 'schema/trait-registry')).body.data).toMatchObject([
      { name: 'plan', piiClass: 'sensitive', description: null },
      { name: 'user_id' },
    ]);
  });

  it.each<[Scopes, object, number, string]>([
    [['profiles:write'], { piiClass: 'none' }, 403, 'insufficient_scope'],
    [all, { piiClass: 'secret' }, 400, 'validation_failed'],
    [all, { piiClass: null }, 400, 'validation_failed'],
    [all, { class: 'pii' }, 400, 'unknown_field'],
  ])('refuses %j %j', async (scopes, body, status, code) => {
    const answer = await call(scopes, 'PATCH', 'schema/traits/email', body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});
