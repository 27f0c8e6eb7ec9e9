import * as fc from 'fast-check';
import { hangingLinks } from './hanging-links.js';

const link = (anchorId: string, nodeId: string, at: number) => ({
  anchorId,
  nodeId,
  moment: Buffer.from([at]),
});

describe('by which link an identifier hangs', () => {
  it('is the first step back to the one that names the profile, whichever way the link was drawn', () => {
    const links = [link('user', 'visitor', 1), link('user', 'mail', 2), link('mail', 'phone', 3)];
    const hanging = hangingLinks('visitor', links);
    expect([...hanging].map(([id, one]) => [id, links.indexOf(one)])).toEqual([
      ['user', 0],
      ['mail', 1],
      ['phone', 2],
    ]);
    expect(hangingLinks('phone', links).get('visitor')).toBe(links[0]);
  });

  it('is the oldest of several between the same two', () => {
    const [late, early] = [link('a', 'b', 9), link('b', 'a', 1)];
    expect(hangingLinks('a', [late, early]).get('b')).toBe(early);
  });

  it('is known of every identifier that is tied to the root, and of no other', () => {
    const node = fc.integer({ min: 0, max: 9 }).map(String);
    fc.assert(
      fc.property(fc.array(fc.tuple(node, node, fc.nat(255)), { maxLength: 20 }), (drawn) => {
        const links = drawn.map(([a, b, at]) => link(a, b, at));
        const tied = new Set(['0']);
        for (let before = 0; before !== tied.size;) {
          before = tied.size;
          for (const { anchorId, nodeId } of links)
            if (tied.has(anchorId) || tied.has(nodeId)) tied.add(anchorId).add(nodeId);
        }
        tied.delete('0');
        expect(new Set(hangingLinks('0', links).keys())).toEqual(tied);
      }),
    );
  });
});
