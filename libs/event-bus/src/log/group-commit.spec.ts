import { BusUnavailableError, type OutgoingMessage } from '../event-bus.js';
import { GroupCommit } from './group-commit.js';

const messages = (count: number, size = 10): OutgoingMessage[] =>
  Array.from({ length: count }, (_, i) => ({ topic: 't', key: 'k', value: `${i}`.padEnd(size) }));

/** A store whose writes end when the test says so. */
class Store {
  readonly writes: OutgoingMessage[][] = [];
  private waiting: ((error?: Error) => void)[] = [];

  readonly write = (batch: OutgoingMessage[]): Promise<void> => {
    this.writes.push(batch);
    return new Promise((resolve, reject) =>
      this.waiting.push((error) => (error ? reject(error) : resolve())),
    );
  };

  async finish(error?: Error): Promise<void> {
    this.waiting.shift()?.(error);
    for (let i = 0; i < 10; i++) await Promise.resolve();
  }
}

describe('group commit', () => {
  it('writes at once when nothing is in flight, and gathers what comes meanwhile into one write', async () => {
    const store = new Store();
    const commits = new GroupCommit(store.write);
    const first = commits.add(messages(1));
    const later = [commits.add(messages(2)), commits.add(messages(3)), commits.add(messages(4))];
    expect(store.writes.map((one) => one.length)).toEqual([1]);
    await store.finish();
    await first;
    expect(store.writes.map((one) => one.length)).toEqual([1, 9]);
    await store.finish();
    await Promise.all(later);
  });

  it('never writes more than 500 records or 512 kB at once', async () => {
    const store = new Store();
    const commits = new GroupCommit(store.write);
    const done = [commits.add(messages(1_200)), commits.add(messages(30, 50_000))];
    for (let i = 0; i < 8; i++) await store.finish();
    await Promise.all(done);
    expect(store.writes.flat()).toHaveLength(1_230);
    for (const write of store.writes) {
      expect(write.length).toBeLessThanOrEqual(500);
      expect(write.reduce((sum, { value }) => sum + value.length, 0)).toBeLessThanOrEqual(600_000);
    }
  });

  it('refuses, with nothing written, when too much is waiting', async () => {
    const store = new Store();
    const commits = new GroupCommit(store.write);
    const accepted = [commits.add(messages(1)), commits.add(messages(9_000))];
    await expect(commits.add(messages(1_001))).rejects.toMatchObject({ outcome: 'not_written' });
    for (let i = 0; i < 30; i++) await store.finish();
    await Promise.all(accepted);
  });

  it('fails only the calls whose write failed', async () => {
    const store = new Store();
    const commits = new GroupCommit(store.write);
    const first = commits.add(messages(1));
    const second = commits.add(messages(1));
    const failure = expect(first).rejects.toThrow('disk');
    await store.finish(new Error('disk'));
    await failure;
    await store.finish();
    await second;
  });

  it('calls it unknown when a part of a call was written before another failed, and writes nothing behind the gap', async () => {
    const store = new Store();
    const commits = new GroupCommit(store.write);
    const call = commits.add(messages(1_500));
    const failure = expect(call).rejects.toMatchObject({ outcome: 'unknown' });
    await store.finish();
    await store.finish(new BusUnavailableError('away', 'not_written'));
    await failure;
    expect(store.writes).toHaveLength(2);
  });

  it('writes what is queued before it closes, and takes no more', async () => {
    const store = new Store();
    const commits = new GroupCommit(store.write);
    const accepted = [commits.add(messages(1)), commits.add(messages(2))];
    const closed = commits.close();
    await expect(commits.add(messages(1))).rejects.toMatchObject({ outcome: 'not_written' });
    await store.finish();
    await store.finish();
    await closed;
    await Promise.all(accepted);
  });
});
