import { at, ReadingRoom } from '../browse/reading.spec-support.js';
import { Space } from './profile-api.spec-support.js';

let room: ReadingRoom;
let space: Space;
beforeAll(async () => {
  room = await ReadingRoom.open();
  space = await Space.open(room, 'profiles:read', 'profiles:write');
});
afterAll(() => room.close());

async function linkedTo(path: string): Promise<string[]> {
  const pages = await space.pages(path);
  const ids = pages.flatMap(({ data }) =>
    data.flatMap(({ external_ids }) => (external_ids as { id: string }[]).map(({ id }) => id)),
  );
  return ids.sort();
}

describe('a person who was taken out of a group', () => {
  it('is linked to it no more, nor it to them, until a later group call', async () => {
    const joins = (userId: string, groupId: string, second: number) =>
      ({ type: 'group', userId, anonymousId: `${userId}-phone`, groupId, ...at(second) }) as const;
    await room.apply(
      space.workspace,
      joins('ada', 'acme', 1),
      joins('ada', 'globex', 2),
      joins('bob', 'acme', 3),
    );
    expect(await linkedTo('users/profiles/user_id:ada/links')).toEqual(['acme', 'globex']);

    const authorization = await space.workspace.bearer('profiles:write');
    const path = '/api/v1/groups/group_id:acme/profiles/user_id:ada';
    expect((await room.call('DELETE', path, { authorization })).status).toBe(204);
    // All of the person's identifiers are out, whichever of them is asked for.
    expect(await linkedTo('users/profiles/user_id:ada/links')).toEqual(['globex']);
    expect(await linkedTo('users/profiles/anonymous_id:ada-phone/links')).toEqual(['globex']);
    expect(await linkedTo('accounts/profiles/group_id:acme/links')).toEqual(['bob', 'bob-phone']);

    // What happened before the removal, and comes late, does not bring them back.
    await room.apply(space.workspace, joins('ada', 'acme', 4));
    expect(await linkedTo('users/profiles/user_id:ada/links')).toEqual(['globex']);
    const later = new Date(Date.now() + 60_000).toISOString();
    await room.apply(space.workspace, {
      ...joins('ada', 'acme', 0),
      ...{ timestamp: later, receivedAt: later },
    });
    expect(await linkedTo('users/profiles/user_id:ada/links')).toEqual(['acme', 'globex']);
  });
});
