import { partitionOf, shardOf } from './partition-of.js';

describe('the partition of a key', () => {
  it('is part of the contract of every topic: these values may never change', () => {
    expect(shardOf('123456789')).toBe(0x26);
    expect(partitionOf('00000000-0000-7000-8000-000000000001|ada', 8)).toBe(
      shardOf('00000000-0000-7000-8000-000000000001|ada') % 8,
    );
  });

  it('spreads keys evenly', () => {
    const counts = new Array<number>(8).fill(0);
    for (let i = 0; i < 8_000; i++) {
      const partition = partitionOf(`workspace|user-${i}`, 8);
      counts[partition] = (counts[partition] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });
});
