import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@rapport/database';
import { ApiClient } from '../api-client.spec-support.js';
import { install, type Installation } from '../installation.spec-support.js';
import { SmallDisk } from './small-disk.spec-support.js';
import { Witness } from './witness.spec-support.js';

/** Whatever stands below it, the door says 200 only of what is stored, and 503 otherwise. */
describe('what the door answers', () => {
  let rapport: Installation | undefined;
  const tidy: (() => void | Promise<void>)[] = [];
  afterEach(async () => {
    await rapport?.stop();
    rapport = undefined;
    for (const step of tidy.splice(0).reverse()) await step();
  }, 90_000);

  it('is true while PostgreSQL is killed three times and comes back', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'rapport-lost-postgres-'));
    let server: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir, user: null });
    tidy.push(
      () => rmSync(dataDir, { recursive: true, force: true }),
      () => server.stop(),
    );
    rapport = await install('all-in-one with the embedded bus', { DATABASE_URL: server.url });
    const api = await ApiClient.setUp(rapport.baseUrl);
    const witness = new Witness(api, 'postgres');
    witness.start();
    for (let round = 1; round <= 3; round++) {
      await witness.sees('acked', 50, `events are stored before round ${round}`);
      // SIGQUIT is an immediate shutdown: sessions are cut off wherever they are.
      process.kill(server.pid, 'SIGQUIT');
      await witness.sees('turned away', 4, `the door notices in round ${round}`);
      server = await startEmbeddedPostgres({ dataDir, user: null });
    }
    await witness.sees('acked', 50, 'events are stored again');
    await witness.stop();
    await witness.expectTruth();
  }, 300_000);

  it('is true while the disk is full, and heals without a restart of Rapport', async () => {
    const disk = new SmallDisk(512);
    tidy.push(() => disk.remove());
    rapport = await install('all-in-one with the embedded bus', { DATA_DIR: join(disk.folder, 'data') });
    const api = await ApiClient.setUp(rapport.baseUrl);
    const witness = new Witness(api, 'disk');
    witness.start();
    await witness.sees('acked', 50, 'events are stored on an empty disk');
    const filling = setInterval(() => disk.fill(), 200);
    await witness.sees('turned away', 20, 'the door feels that the disk is full');
    clearInterval(filling);
    expect(disk.bytesLeft).toBeLessThan(16 * 1024 * 1024);
    disk.free();
    await witness.sees('acked', 100, 'events are stored again once there is room', 120_000);
    await witness.stop();
    await witness.expectTruth();
  }, 300_000);

  it('is true while Kafka is killed and away: events go to PostgreSQL, and on to Kafka when it is back', async () => {
    rapport = await install('four services with Kafka');
    const { broker } = rapport;
    if (!broker) throw new Error('this installation has no broker');
    const api = await ApiClient.setUp(rapport.baseUrl);
    const witness = new Witness(api, 'kafka');
    witness.start();
    await witness.sees('acked', 100, 'events are stored in Kafka');
    await broker.kill();
    await witness.sees('acked', 100, 'events are stored while Kafka is away', 120_000);
    await broker.start();
    await witness.sees('acked', 100, 'events are stored when Kafka is back', 120_000);
    await witness.stop();
    await witness.expectTruth();
  }, 400_000);
});
