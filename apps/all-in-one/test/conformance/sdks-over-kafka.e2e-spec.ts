import { ApiClient } from '../api-client.spec-support.js';
import { type Installation, install } from '../installation.spec-support.js';
import { closeCast, openCast, weatherOf } from './cast.spec-support.js';
import { chosenSeed, type Phase, runPhases } from './phases.spec-support.js';
import { sdks } from './sdk-register.spec-support.js';
import { type Player, Storm } from './storm.spec-support.js';
import { verdictOn } from './verdict.spec-support.js';

const seed = chosenSeed();
/** One per language and family: what differs over Kafka is behind the door. */
const names = ['analytics-node-3', 'analytics-python', 'analytics-go', 'rudder-sdk-node', 'analytics-php'];
const cast = sdks.filter(({ id }) => names.includes(id));

describe(`SDKs through restarts of four services with Kafka (CONFORMANCE_SEED=${seed})`, () => {
  let rapport: Installation;
  let api: ApiClient;
  let players: Player[] = [];
  let storm: Storm;
  const databaseUrl = (): string => rapport.databaseUrl ?? '';

  beforeAll(async () => {
    rapport = await install('four services with Kafka');
    api = await ApiClient.setUp(rapport.baseUrl);
    const upstreamPort = Number(new URL(rapport.baseUrl).port);
    players = await openCast(cast, { api, upstreamPort, seed });
    const { ingestion, profiles } = rapport.services;
    storm = new Storm(players, weatherOf(api, players, databaseUrl(), [ingestion, profiles]), seed);
  }, 300_000);

  afterAll(async () => {
    await closeCast(players);
    await rapport?.stop();
  }, 60_000);

  it('meets every SDK with every fault, and takes everything in afterwards', async () => {
    const { broker } = rapport;
    if (!broker) throw new Error('this set-up has a broker');
    const phases: Phase[] = [
      ['calm', () => storm.calm()],
      ['refusals, lost connections, lost answers', () => storm.scriptedFaults()],
      ['kill -9 of ingestion and profiles under load', () => storm.restart('kill', 'reset')],
      ['429 of the source’s quota', () => storm.rateLimited()],
      ['SIGTERM of ingestion and profiles under load', () => storm.restart('stop', 'reset')],
      [
        'Kafka killed',
        () =>
          storm.withoutBroker(
            () => broker.kill(),
            () => broker.start(),
          ),
      ],
      ['the end', () => storm.end()],
    ];
    const { ingestion, profiles } = rapport.services;
    await runPhases(phases, () => `${ingestion.log}\n${profiles.log}`);
  }, 400_000);

  it.each(cast)('$title $version: every call is stored once, as it was told', async ({ id }) => {
    const player = players.find((one) => one.sdk.id === id) as Player;
    expect(await verdictOn(player, api, databaseUrl())).toEqual([]);
  });
});
