import { FairQueue } from './fair-queue.js';

describe('fair queue', () => {
  const drained = (queue: FairQueue<string>): string[] => {
    const items: string[] = [];
    for (let item = queue.next(); item !== undefined; item = queue.next()) items.push(item);
    return items;
  };

  it('lets owners take turns, each in its own order', () => {
    const queue = new FairQueue<string>();
    for (const item of ['a1', 'a2', 'a3', 'b1', 'c1', 'c2']) queue.push(item.charAt(0), item);
    expect(drained(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3']);
    expect(queue.isEmpty).toBe(true);
  });

  it('puts what had begun before what its owner has waiting', () => {
    const queue = new FairQueue<string>();
    for (const item of ['a1', 'a2']) queue.push('a', item);
    const begun = queue.next() as string;
    queue.push('a', begun, true);
    expect(drained(queue)).toEqual(['a1', 'a2']);
  });

  it('gives out what is asked for, and keeps the rest', () => {
    const queue = new FairQueue<string>();
    for (const item of ['a1', 'a2', 'b1']) queue.push(item.charAt(0), item);
    expect(queue.remove((item) => item !== 'a2')).toEqual(['a1', 'b1']);
    expect(drained(queue)).toEqual(['a2']);
  });
});
