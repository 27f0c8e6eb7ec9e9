import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@rapport/database';
import { ApiClient } from '../api-client.spec-support.js';
import { freePort, ServiceProcess } from '@rapport/testing';
import { Shop } from './browser-pages.spec-support.js';
import { closeCast, openCast, weatherOf } from './cast.spec-support.js';
import { FaultProxy } from './fault-proxy.spec-support.js';
import { chosenSeed, type Phase, runPhases } from './phases.spec-support.js';
import { sdks } from './sdk-register.spec-support.js';
import { type Player, Storm } from './storm.spec-support.js';
import { verdictOn } from './verdict.spec-support.js';

const seed = chosenSeed();
const chosen = process.env.CONFORMANCE_SDKS?.split(',');
const cast = sdks.filter(({ id }) => !chosen || chosen.includes(id));

describe(`SDKs through restarts, 429 and 503 of the all-in-one (CONFORMANCE_SEED=${seed})`, () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'rapport-conformance-'));
  const startPostgres = (): Promise<EmbeddedPostgres> =>
    startEmbeddedPostgres({ dataDir, user: null, settings: { fsync: 'off', full_page_writes: 'off' } });
  let postgres: EmbeddedPostgres;
  let server: ServiceProcess;
  let api: ApiClient;
  let shop: Shop;
  let players: Player[] = [];
  let storm: Storm;

  beforeAll(async () => {
    postgres = await startPostgres();
    const publicProxy = await new FaultProxy().open();
    const port = await freePort();
    publicProxy.upstreamPort = port;
    server = new ServiceProcess('all-in-one', port, {
      DATABASE_URL: postgres.url,
      PUBLIC_URL: `http://127.0.0.1:${publicProxy.port}`,
    });
    await server.start();
    api = await ApiClient.setUp(server.baseUrl);
    shop = await Shop.open();
    players = await openCast(cast, { api, upstreamPort: port, publicProxy, shop, seed });
    storm = new Storm(players, weatherOf(api, players, postgres.url, [server]), seed);
  }, 180_000);

  afterAll(async () => {
    await closeCast(players);
    await shop?.close();
    await server?.stop();
    await postgres?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }, 60_000);

  it('meets every SDK with every fault, and takes everything in afterwards', async () => {
    const withoutDatabase = (): Promise<void> =>
      storm.withoutDatabase(
        () => postgres.stop(),
        async () => void (postgres = await startPostgres()),
      );
    const phases: Phase[] = [
      ['calm', () => storm.calm()],
      ['refusals, lost connections, lost answers', () => storm.scriptedFaults()],
      ['kill -9 under load', () => storm.restart('kill', 'reset')],
      ['429 of the source’s quota', () => storm.rateLimited()],
      ['SIGTERM under load', () => storm.restart('stop', '502')],
      ['503 without a database', withoutDatabase],
      ['the end', () => storm.end()],
    ];
    await runPhases(phases, () => server.log);
  }, 600_000);

  it('has pages that ask nobody but Rapport', () => {
    expect(shop.foreign).toEqual([]);
  });

  it.each(cast)('$title $version: every call is stored once, as it was told', async ({ id }) => {
    const player = players.find((one) => one.sdk.id === id) as Player;
    expect(await verdictOn(player, api, postgres.url)).toEqual([]);
  });
});
