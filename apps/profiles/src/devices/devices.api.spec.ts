import { type AcceptedEvent, headerNames, topics } from '@rapport/contracts';
import type { BusRecord } from '@rapport/event-bus';
import {
  anEvent,
  type TestApp,
  testApp,
  type TestDatabase,
  testDatabase,
  type TestWorkspace,
  testWorkspace,
} from '@rapport/testing';
import fc from 'fast-check';
import { ApplyEvents } from '../apply/apply-events.usecase.js';
import { profilesMigrations } from '../persistence/migrations.js';
import { ProfilesModule } from '../profiles.module.js';
import type { DeviceView } from './device.view.js';

let test: TestDatabase;
let api: TestApp;
let acme: TestWorkspace;

beforeAll(async () => {
  test = await testDatabase({ owner: 'profiles', migrations: profilesMigrations });
  api = await testApp(test, [ProfilesModule]);
});
beforeEach(async () => {
  acme = await testWorkspace(api.access);
});
afterAll(async () => {
  await api.close();
  await test.close();
});

async function call(method: 'GET' | 'POST' | 'DELETE', path: string, payload?: object) {
  const authorization = await acme.bearer('profiles:read', 'profiles:write');
  const url = `/api/v1/profiles${path}`;
  const answer = await api.app.inject({
    method,
    url,
    headers: { authorization },
    ...(payload && { payload }),
  });
  const body = answer.body === '' ? {} : answer.json<DeviceView & { data: DeviceView[]; code: string }>();
  return { status: answer.statusCode, body: body as DeviceView & { data: DeviceView[]; code: string } };
}
const devicesOf = async (ref: string, query = '') =>
  (await call('GET', `/${ref}/devices${query}`)).body.data.map(({ platform, appId, state, deadReason }) =>
    [platform, appId, state, deadReason].join(' '),
  );

let offset = 0n;
async function apply(...events: AcceptedEvent[]): Promise<void> {
  const records = events.map((event): BusRecord => {
    const value = JSON.stringify(event);
    const headers = { [headerNames.workspace]: event.workspaceId };
    const place = { topic: topics.events, partition: 0, offset: offset++, key: '' };
    return { ...place, value, headers, bytes: () => Buffer.from(value) };
  });
  await test.database.newTransaction((tx) =>
    api.app.get(ApplyEvents, { strict: false }).execute(records, tx),
  );
}

function event(second: number, given: Partial<AcceptedEvent>): AcceptedEvent {
  const time = new Date(Date.parse('2026-01-01T12:00:00.000Z') + second * 1000).toISOString();
  const { workspaceId, sourceId } = acme;
  return anEvent({ timestamp: time, receivedAt: time, workspaceId, sourceId, ...given });
}
const phone = (token: string, type = 'ios') => ({ device: { token, type }, app: { namespace: 'com.acme' } });

describe('devices', () => {
  it('come with events, several per person, and follow whoever used the token last', async () => {
    await apply(
      event(1, { userId: 'ada', context: phone('token-of-the-phone') }),
      event(2, { userId: 'ada', context: { device: { token: 't2' }, os: { name: 'Android' } } }),
      event(3, { userId: 'ada', context: { device: { token: 't3' }, os: { name: 'Plan 9' } } }),
      event(4, { userId: 'bob', context: phone('token-of-the-phone') }),
    );
    expect(await devicesOf('user_id:ada')).toEqual(['android  active ']);
    expect(await devicesOf('user_id:bob')).toEqual(['ios com.acme active ']);
    expect(JSON.stringify((await call('GET', '/user_id:bob/devices')).body)).not.toContain(
      'token-of-the-phone',
    );
  });

  it('die with the app or by a bounce, and live again when they are used again', async () => {
    await apply(
      event(1, { userId: 'ada', context: phone('t1') }),
      event(2, { userId: 'ada', name: 'Application Uninstalled', context: phone('t1') }),
    );
    expect(await devicesOf('user_id:ada')).toEqual([]);
    expect(await devicesOf('user_id:ada', '?includeDead=true')).toEqual(['ios com.acme dead uninstalled']);
    await apply(event(3, { userId: 'ada', name: 'Application Opened', context: phone('t1') }));
    expect(await devicesOf('user_id:ada')).toEqual(['ios com.acme active ']);
    await apply(event(4, { userId: 'ada', name: 'Push Notification Bounced', context: phone('t1') }));
    expect(await devicesOf('user_id:ada', '?includeDead=true')).toEqual(['ios com.acme dead bounced']);
  });

  it('move with their identifiers when people merge, and back', async () => {
    await apply(
      event(1, { userId: 'ada', context: phone('t1') }),
      event(2, { userId: null, anonymousId: 'tablet', context: phone('t2', 'android') }),
    );
    const merge = { with: 'anonymous_id:tablet', reason: 'same' };
    expect((await call('POST', '/user_id:ada/merge', merge)).status).toBe(200);
    expect(await devicesOf('user_id:ada')).toHaveLength(2);
    expect((await call('POST', '/user_id:ada/unmerge', { reason: 'not the same' })).status).toBe(200);
    expect(await devicesOf('user_id:ada')).toEqual(['ios com.acme active ']);
    expect(await devicesOf('anonymous_id:tablet')).toEqual(['android com.acme active ']);
  });

  it('are registered and removed by the API', async () => {
    await apply(event(1, { userId: 'ada' }));
    const given = { platform: 'web', token: 'https://push.example/1' };
    const { body } = await call('POST', '/user_id:ada/devices', given);
    expect(body).toMatchObject({ platform: 'web', appId: null, state: 'active', deadReason: null });
    expect((await call('POST', '/user_id:ada/devices', given)).body.id).toBe(body.id);
    expect((await call('DELETE', `/user_id:ada/devices/${body.id}`)).status).toBe(204);
    expect((await call('DELETE', `/user_id:ada/devices/${body.id}`)).status).toBe(404);
    expect(await devicesOf('user_id:ada')).toEqual([]);
  });

  it.each([
    ['POST', '/user_id:nobody/devices', { platform: 'ios', token: 't' }, 404, 'not_found'],
    ['POST', '/user_id:ada/devices', { platform: 'symbian', token: 't' }, 400, 'validation_failed'],
    ['POST', '/user_id:ada/devices', { platform: 'ios' }, 400, 'validation_failed'],
    ['POST', '/user_id:ada/devices', { platform: 'ios', token: 'a b' }, 400, 'validation_failed'],
    ['DELETE', '/user_id:ada/devices/dvc_x', undefined, 404, 'not_found'],
    ['GET', '/user_id:ada/devices?state=dead', undefined, 400, 'unknown_parameter'],
  ] as const)('refuse %s %s %o', async (method, path, body, status, code) => {
    await apply(event(1, { userId: 'ada' }));
    const answer = await call(method, path, body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('end the same whatever the order in which events come', async () => {
    const history = [
      event(1, { userId: 'ada', context: phone('t') }),
      event(2, { userId: 'bob', context: phone('t') }),
      event(3, { userId: 'bob', name: 'Application Uninstalled', context: phone('t') }),
      event(4, { userId: 'ada', context: phone('t') }),
      event(5, { userId: 'ada', name: 'Push Notification Bounced', context: phone('t') }),
    ];
    const order = fc.shuffledSubarray(history, { minLength: history.length });
    await fc.assert(
      fc.asyncProperty(
        order,
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 5 }),
        async (events, cuts) => {
          acme = await testWorkspace(api.access);
          const left = events.map((one) => ({ ...one, workspaceId: acme.workspaceId }));
          for (const size of cuts) await apply(...left.splice(0, size));
          expect(await devicesOf('user_id:ada', '?includeDead=true')).toEqual(['ios com.acme dead bounced']);
          expect(await devicesOf('user_id:bob', '?includeDead=true')).toEqual([]);
        },
      ),
      { numRuns: 15 },
    );
  });
});
