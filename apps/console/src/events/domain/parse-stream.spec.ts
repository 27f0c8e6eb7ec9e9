import { frameReader } from './parse-stream';

const text =
  ': open\n\nid: 7\nevent: accepted\ndata: {"a":"x: y"}\n\n: ping\n\nevent: gap\ndata: {"from":"t","reason":"too_old"}\n\n';
const frames = [
  { id: '7', event: 'accepted', data: '{"a":"x: y"}' },
  { id: null, event: 'gap', data: '{"from":"t","reason":"too_old"}' },
];

describe('the reader of server-sent events', () => {
  it('finds the items and passes over the comments', () => {
    expect(frameReader()(text)).toEqual(frames);
  });

  it('finds the same items wherever the chunks are cut', () => {
    for (let cut = 0; cut <= text.length; cut++) {
      const read = frameReader();
      expect([...read(text.slice(0, cut)), ...read(text.slice(cut))]).toEqual(frames);
    }
  });

  it('tells when the stream has its place', () => {
    expect(frameReader()(': open\n\n: ready\n\n: ping\n\n')).toEqual([
      { id: null, event: 'ready', data: '' },
    ]);
  });

  it('holds back an item that is not whole yet', () => {
    const read = frameReader();
    expect(read('id: 1\nevent: accepted\ndata: {}\n')).toEqual([]);
    expect(read('\n')).toEqual([{ id: '1', event: 'accepted', data: '{}' }]);
  });
});
