import { testOf } from './keep-test';

const event = { type: 'track', event: 'Old', userId: '1' };
const after = {
  ...event,
  event: 'New',
  timestamp: '2026-11-26T10:00:00.000Z',
  properties: { a: 1 },
  traits: null,
};

describe('a test kept from the bench', () => {
  it('expects what the code is about, not times and ids of the run', () => {
    expect(testOf('renames', event, [after], null).expect).toEqual({
      event: { type: 'track', event: 'New', userId: '1', properties: { a: 1 } },
    });
  });

  it('expects nothing of a dropped event, each part of a split, and a failure of a failure', () => {
    expect(testOf('drops', event, [], null).expect).toEqual({ event: null });
    expect(testOf('splits', event, [after, after], null).expect).toMatchObject({
      events: [{ event: 'New' }, {}],
    });
    expect(testOf('fails', event, [], 'boom').expect).toEqual({ error: '' });
  });
});
