import type { TestWorkspace } from '@rapport/testing';
import type { LinkView } from '../browse/evidence/evidence.view.js';
import type { ProfileView, TimelineEventView } from '../browse/profile.view.js';
import { type Answer, at, ReadingRoom } from '../browse/reading.spec-support.js';

interface Detached {
  separationId: string;
  profiles: { id: string; identifiers: { type: string; value: string }[]; traits: object; isNew: boolean }[];
  code: string;
}

let room: ReadingRoom;
let shop: TestWorkspace;
let authorization: string;
beforeAll(async () => {
  room = await ReadingRoom.open();
  shop = await room.workspace();
  authorization = await shop.bearer('profiles:write');
});
afterAll(() => room.close());

const remove = (ref: string, identifier: string): Promise<Answer<Detached>> =>
  room.call('DELETE', `/api/v1/profiles/${ref}/identifiers/${identifier}`, { authorization });
const person = async (ref: string): Promise<ProfileView> =>
  (await room.get<ProfileView>(shop, `/${ref}`)).body;
const names = ({ identifiers }: ProfileView): string[] =>
  identifiers.map(({ type, value }) => `${type}:${value}`).sort();

describe('DELETE /api/v1/profiles/{ref}/identifiers/{type}:{value}', () => {
  it('makes it a person of its own, whatever the events to come say', async () => {
    await room.apply(
      shop,
      { userId: null, anonymousId: 'phone', name: 'Before', ...at(1) },
      {
        type: 'identify',
        userId: 'kim',
        anonymousId: 'phone',
        traits: { email: 'kim@x.test', plan: 'pro' },
        ...at(2),
      },
    );
    const before = await person('user_id:kim');
    const { status, body } = await remove('user_id:kim', 'anonymous_id:phone');
    expect(status).toBe(200);
    expect(body.separationId).toMatch(/^sep_/);
    expect(names(await person('user_id:kim'))).toEqual(['email:kim@x.test', 'user_id:kim']);
    expect(names(await person('anonymous_id:phone'))).toEqual(['anonymous_id:phone']);

    await room.apply(
      shop,
      {
        type: 'identify',
        userId: 'kim',
        anonymousId: 'phone',
        traits: { plan: 'max' },
        name: null,
        ...at(3),
      },
      { userId: null, anonymousId: 'phone', name: 'After', ...at(4) },
    );
    const [kim, stranger] = [await person('user_id:kim'), await person('anonymous_id:phone')];
    expect(names(kim)).toEqual(['email:kim@x.test', 'user_id:kim']);
    expect(kim.traits).toMatchObject({ plan: 'max' });
    expect(stranger.traits).toEqual({});
    const timeline = await room.get<{ data: TimelineEventView[] }>(shop, '/anonymous_id:phone/events');
    expect(timeline.body.data.map(({ name }) => name)).toEqual(['After', 'Before']);
    const links = await room.get<{ data: LinkView[] }>(shop, '/anonymous_id:phone/links');
    expect(links.body.data.map(({ verdict }) => verdict)).toEqual(['refused_separated']);

    const lift = `/api/v1/profiles/user_id:kim/separations/${body.separationId}/lift`;
    expect((await room.call('POST', lift, { authorization }, {})).status).toBe(200);
    expect(names(await person('user_id:kim'))).toEqual(names(before));
  });

  it('leaves the others together, also when it alone held them', async () => {
    const external = { type: 'device_id', id: 'd9', collection: 'users', encoding: 'none' };
    await room.apply(
      shop,
      { userId: 'hub', anonymousId: 'bridge', ...at(1) },
      { userId: null, anonymousId: 'bridge', context: { externalIds: [external] }, ...at(2) },
    );
    expect(names(await person('user_id:hub'))).toHaveLength(3);
    await remove('user_id:hub', 'anonymous_id:bridge');
    expect(names(await person('user_id:hub'))).toEqual(['device_id:d9', 'user_id:hub']);
    expect(names(await person('anonymous_id:bridge'))).toEqual(['anonymous_id:bridge']);
  });

  it('keeps what must stay', async () => {
    await room.apply(shop, { type: 'identify', userId: 'lee', traits: { email: 'Lee@x.test' }, ...at(1) });
    const { id } = await person('user_id:lee');
    const outcome = async (ref: string, identifier: string): Promise<[number, string]> => {
      const { status, body } = await remove(ref, identifier);
      return [status, body.code];
    };
    expect(await outcome(id, 'user_id:lee')).toEqual([409, 'state_conflict']);
    expect(await outcome('email:lee@x.test', 'email:LEE@x.test')).toEqual([400, 'validation_failed']);
    expect(await outcome(id, 'email:other@x.test')).toEqual([404, 'not_found']);
    expect(await outcome(id, 'lee')).toEqual([400, 'invalid_reference']);
    expect(await outcome(id, id)).toEqual([400, 'invalid_reference']);
    expect(await outcome('user_id:nobody', 'email:lee@x.test')).toEqual([404, 'not_found']);
    await room.apply(shop, { userId: null, anonymousId: 'alone', ...at(2) });
    const alone = (await person('anonymous_id:alone')).id;
    expect(await outcome(alone, 'anonymous_id:alone')).toEqual([409, 'state_conflict']);
    expect(names(await person(id))).toEqual(['email:lee@x.test', 'user_id:lee']);
    const other = await (await room.workspace()).bearer('profiles:write');
    const foreign = await room.call('DELETE', `/api/v1/profiles/${id}/identifiers/email:lee@x.test`, {
      authorization: other,
    });
    expect(foreign.status).toBe(404);
  });
});
