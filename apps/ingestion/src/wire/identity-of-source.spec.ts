import { aDoor, aGrant, writeKey } from './wire.spec-support.js';

const call = JSON.stringify({ writeKey, event: 'E', userId: 'u', messageId: 'm' });

describe('an accepted event says of its source', () => {
  it.each([
    [
      'a browser, with what it matches on',
      { kind: 'browser', matchOn: ['user_id'] },
      {},
      { matchOn: ['user_id'] },
    ],
    ['a server', { kind: 'server' }, {}, { serverSide: true }],
    ['any', { kind: 'any' }, {}, {}],
    ['any, when a page sends', { kind: 'any' }, { origin: 'https://shop.acme.test' }, {}],
  ] as const)('what identity goes by: %s', async (_, { kind, ...given }, headers, expected) => {
    const matchOn = 'matchOn' in given ? given.matchOn : null;
    const door = await aDoor({ [writeKey]: aGrant({ kind, matchOn }) });
    expect((await door.send('POST', '/v1/track', headers, call)).status).toBe(200);
    const { matchOn: said, serverSide } = door.bus.events[0]!;
    expect({ matchOn: said, serverSide }).toEqual({ matchOn: undefined, serverSide: undefined, ...expected });
    await door.close();
  });

  it('nothing of a server when a picture in a mail was loaded', async () => {
    const door = await aDoor({ [writeKey]: aGrant({ kind: 'server' }) });
    await door.send('GET', `/v1/pixel/track?writeKey=${writeKey}&userId=u&event=E`, {});
    expect(door.bus.events[0]).not.toHaveProperty('serverSide');
    await door.close();
  });
});
