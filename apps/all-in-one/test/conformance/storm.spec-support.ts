import { type ServiceProcess, until } from '@rapport/testing';
import type { SdkClient } from './clients.spec-support.js';
import { type FaultProxy, faultScript } from './fault-proxy.spec-support.js';
import type { Sdk } from './sdk-register.spec-support.js';
import { countStored } from './stored-events.spec-support.js';
import type { CallBook, ToldCall } from './told-call.spec-support.js';

/** One SDK in the storm: its source, the proxy before it, and what it was told. */
export interface Player {
  sdk: Sdk;
  source: { id: string; uuid: string; writeKey: string };
  proxy: FaultProxy;
  client: SdkClient;
  book: CallBook;
  told: ToldCall[];
  /** Set at the end: what the SDK reported as lost. */
  givenUp?: string[];
}

/** What can be done to the server behind the proxies. */
export interface Weather {
  databaseUrl: string;
  /** Changes the quota of every source; null lifts it. */
  setRateLimit(eventsPerSecond: number | null): Promise<void>;
  /** What the door turned away of a source, for the message of a failing test. */
  rejectionsOf(sourceId: string): Promise<unknown[]>;
  /** Processes that are killed and restarted. */
  victims: ServiceProcess[];
}

const storedWithinMs = 90_000;

/** Leads all SDKs through one fault after the other. Each has struck each of them before the next begins. */
export class Storm {
  constructor(
    private readonly players: readonly Player[],
    private readonly weather: Weather,
    private readonly seed: number,
  ) {}

  async calm(): Promise<void> {
    await this.tell(6);
    await this.everythingStored();
  }

  /** Every SDK settles what it has, and says what it gave up. */
  async end(): Promise<void> {
    await this.tell(3);
    await Promise.all(this.players.map(async (player) => (player.givenUp = await player.client.finish())));
    await this.everythingStored();
  }

  private async tell(count: number): Promise<void> {
    await Promise.all(
      this.players.map(async ({ book, client, told }) => {
        for (const call of book.write(count)) {
          told.push(call);
          await client.tell(call);
        }
      }),
    );
  }

  /** Refusals, lost connections, lost answers, in another order for each SDK. */
  async scriptedFaults(): Promise<void> {
    this.players.forEach(({ proxy, sdk }, i) => proxy.follow(faultScript(this.seed + i, sdk.spare)));
    while (this.players.some(({ proxy }) => !proxy.isSpent)) {
      await this.tell(6);
      await this.everythingStored();
    }
  }

  /** The server's own 429, from the quota of the source. */
  async rateLimited(): Promise<void> {
    await this.weather.setRateLimit(1);
    const refused = ({ proxy }: Player): boolean => (proxy.statuses.get(429) ?? 0) > 0;
    for (let round = 0; round < 5 && !this.players.every(refused); round++) {
      await this.tell(4);
      await this.each('met the quota', refused, 3000).catch(() => undefined);
    }
    await this.each('met the quota', refused);
    await this.weather.setRateLimit(null);
    await this.everythingStored();
  }

  /** The server's own 503: it stands, its database does not. */
  async withoutDatabase(stop: () => Promise<void>, start: () => Promise<void>): Promise<void> {
    for (const { proxy } of this.players) proxy.serverLeaves();
    await stop();
    await this.tell(4);
    await this.each('was refused with 503', ({ proxy }) => (proxy.statuses.get(503) ?? 0) > 0);
    await start();
    for (const { proxy } of this.players) proxy.serverReturns();
    await this.everythingStored();
  }

  /** Kafka is away: the door goes on taking events in, and they get through when it is back. */
  async withoutBroker(kill: () => Promise<void>, start: () => Promise<void>): Promise<void> {
    const before = new Map(this.players.map(({ proxy }) => [proxy, proxy.statuses.get(200) ?? 0]));
    await kill();
    await this.tell(6);
    await this.each(
      'was answered 200 without Kafka',
      ({ proxy }) => (proxy.statuses.get(200) ?? 0) > (before.get(proxy) ?? 0),
    );
    await start();
    await this.everythingStored();
  }

  /** Processes end under load, by `kill -9` or SIGTERM, stay away until every SDK has noticed, and come back. */
  async restart(how: 'kill' | 'stop', whenDown: FaultProxy['whenDown']): Promise<void> {
    const before = new Map(this.players.map(({ proxy }) => [proxy, proxy.failures]));
    for (const { proxy } of this.players) {
      proxy.whenDown = whenDown;
      proxy.serverLeaves();
    }
    const requests = this.requests;
    const telling = this.tell(8);
    await until('the load has begun', async () => (this.requests > requests + 3 ? true : undefined));
    await Promise.all([telling, ...this.weather.victims.map((victim) => victim[how]())]);
    await this.tell(3);
    await this.each('found no server', ({ proxy }) => proxy.failures > (before.get(proxy) ?? 0));
    await Promise.all(this.weather.victims.map((victim) => victim.start()));
    for (const { proxy } of this.players) proxy.serverReturns();
    await this.everythingStored();
  }

  /** @throws when an SDK's events are not all in the store within a minute and a half */
  async everythingStored(): Promise<void> {
    let counts = new Map<string, number>();
    const short = (): Player[] =>
      this.players.filter(({ source, told }) => (counts.get(source.uuid) ?? 0) < told.length);
    const sources = this.players.map(({ source }) => source.uuid);
    await until(
      'every call is stored',
      async () => {
        counts = await countStored(this.weather.databaseUrl, sources);
        return short().length === 0 ? true : undefined;
      },
      storedWithinMs,
    ).catch(async (cause: unknown) => {
      const missing = await Promise.all(
        short().map(async ({ sdk, source, told, proxy }) => {
          const rejected = JSON.stringify(await this.weather.rejectionsOf(source.id)).slice(0, 500);
          return `${sdk.id}: ${counts.get(source.uuid) ?? 0} of ${told.length}; ${describe(proxy)}; rejected ${rejected}`;
        }),
      );
      throw new Error(`not stored:\n${missing.join('\n')}`, { cause });
    });
  }

  private get requests(): number {
    return this.players.reduce((sum, { proxy }) => sum + proxy.requests, 0);
  }

  private async each(what: string, holds: (player: Player) => boolean, withinMs = 60_000): Promise<void> {
    const others = (): string[] => this.players.filter((one) => !holds(one)).map(({ sdk }) => sdk.id);
    await until(what, async () => (others().length === 0 ? true : undefined), withinMs).catch(
      (cause: unknown) => {
        throw new Error(`not every SDK ${what}: ${others().join(', ')}`, { cause });
      },
    );
  }
}

function describe({ statuses, done, unreached }: FaultProxy): string {
  const listed = (counts: ReadonlyMap<unknown, number>): string =>
    [...counts].map(([what, count]) => `${String(what)} ×${count}`).join(', ');
  return `answers ${listed(statuses)}; faults ${listed(done)}; unreached ${unreached}`;
}
