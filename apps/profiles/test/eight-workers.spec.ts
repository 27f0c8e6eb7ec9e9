import type { AcceptedEvent } from '@rapport/contracts';
import { newId } from '@rapport/kernel';
import fc from 'fast-check';
import { Client } from 'pg';
import { ApplyHarness } from '../src/apply/apply.spec-support.js';
import { seed } from '../src/apply/domain/check-histories.spec-support.js';
import { histories } from '../src/apply/domain/histories.spec-support.js';
import { defaultIdentityPolicy } from '../src/apply/domain/identity-policy.js';
import { expectedOutcome, storedOutcome } from '../src/apply/stored-outcome.spec-support.js';

const workers = 8;
const partitions = 16;
const kills = 40;

let harness: ApplyHarness;
beforeAll(async () => {
  harness = await ApplyHarness.open();
});
afterAll(async () => {
  await harness.store.close();
});

/** Read from one partition, by the one worker that has it. */
interface Chunk {
  partition: number;
  events: AcceptedEvent[];
}

/** What went wrong in transactions, by PostgreSQL's code; a connection that was torn away has none. */
type Failures = Map<string, number>;

async function work(chunks: Chunk[], failures: Failures): Promise<void> {
  for (let chunk = chunks.shift(); chunk;) {
    const { partition, events } = chunk;
    try {
      await harness.applyRecords(events.map((event) => ({ ...harness.recordOf(event), partition })));
      chunk = chunks.shift();
    } catch (error) {
      // As the bus does: the transaction is gone with all it did, and the chunk comes again.
      const { code = 'connection' } = error as { code?: string };
      failures.set(code, (failures.get(code) ?? 0) + 1);
    }
  }
}

/** Ends transactions in the midst of whatever they do; as the user that sees the sessions of all roles. */
async function kill(isOver: () => boolean): Promise<number> {
  let killed = 0;
  const client = new Client({ connectionString: harness.store.url });
  await client.connect();
  while (!isOver() && killed < kills) {
    const { rows } = await client.query(
      `SELECT pg_cancel_backend(pid) FROM (
         SELECT pid FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'active' AND xact_start IS NOT NULL
         ORDER BY random() LIMIT 1) one`,
    );
    killed += rows.length;
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  await client.end();
  return killed;
}

/** By whom an event is about, as the topic's key says; each partition in an order of its own, in chunks. */
function partitioned(disorder: readonly AcceptedEvent[], workspaceId: string): Chunk[][] {
  const queues = Array.from({ length: partitions }, (): AcceptedEvent[] => []);
  for (const event of disorder) {
    const key = event.userId ?? event.anonymousId ?? '';
    const sum = [...key].reduce(
      (hash, character) => (hash * 31 + (character.codePointAt(0) ?? 0)) % 65_521,
      7,
    );
    queues[sum % partitions]?.push({ ...event, workspaceId, id: newId() });
  }
  return queues.map((events, partition) => {
    const chunks: Chunk[] = [];
    for (let size = 1; events.length > 0; size = (size % 7) + 1) {
      chunks.push({ partition, events: events.splice(0, size) });
    }
    return chunks;
  });
}

describe('eight workers', () => {
  it('I17: end where one worker ends, whatever is torn from their hands, and never wait in a circle', async () => {
    const failures: Failures = new Map();
    let killed = 0;
    for (let round = 0; round < 3; round++) {
      const [history] = fc.sample(histories(400), { seed: seed + round, numRuns: 1 });
      if (!history) throw new Error('no history was drawn');
      const { events, disorder } = history;
      const [ofMany, ofOne] = [newId(), newId()];
      const queues = partitioned(disorder, ofMany);
      const lanes = Array.from({ length: workers }, (_, n) =>
        queues.filter((_, q) => q % workers === n).flat(),
      );
      let isOver = false;
      const killing = kill(() => isOver);
      await Promise.all(lanes.map((chunks) => work(chunks, failures)));
      isOver = true;
      killed += await killing;
      await work(partitioned(disorder, ofOne).flat(), new Map());
      const one = await storedOutcome(harness, ofOne);
      expect(await storedOutcome(harness, ofMany)).toEqual(one);
      expect(one).toEqual(expectedOutcome({ events }, defaultIdentityPolicy));
    }
    process.stdout.write(
      `  seed ${seed} · ${killed} transactions ended · failures ${JSON.stringify([...failures])}\n`,
    );
    expect(killed).toBeGreaterThan(0);
    expect(failures.get('40P01') ?? 0).toBe(0);
  }, 120_000);
});
