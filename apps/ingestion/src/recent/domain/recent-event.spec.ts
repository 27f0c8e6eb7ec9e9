import { newId } from '@rapport/kernel';
import { presentRecent } from './recent-event.js';

const rejected = (payload: string) =>
  presentRecent(
    'rejected',
    JSON.stringify({
      id: newId(),
      sourceId: newId(),
      code: 'bad_unicode',
      field: 'event',
      message: 'must not contain a lone surrogate',
      messageId: null,
      receivedAt: '2026-01-01T00:00:00.000Z',
      payload: Buffer.from(payload).toString('base64'),
    }),
    () => null,
  );

describe('a rejected event', () => {
  it('is shown without lone surrogates, for which a strict reader would refuse the whole list', () => {
    const shown = rejected('{"userId":"4\\ud800","event":"n","properties":{"\\udc00k":["a\\ud800b","😀"]}}');
    expect(shown.person).toBe('user_id:4\ufffd');
    expect(shown.payload).toEqual({
      userId: '4\ufffd',
      event: 'n',
      properties: { '\ufffdk': ['a\ufffdb', '😀'] },
    });
  });

  it('keeps a key that objects have by nature', () => {
    expect(JSON.stringify(rejected('{"__proto__":{"a":1}}').payload)).toBe('{"__proto__":{"a":1}}');
  });
});
