import { generateKeyPairSync } from 'node:crypto';
import { uuidOf } from '@rapport/kernel';
import type { ApiClient } from '../api-client.spec-support.js';
import type { ServiceProcess } from '@rapport/testing';
import type { Shop } from './browser-pages.spec-support.js';
import { ProcessClient, ReplayClient, type SdkClient, type Target } from './clients.spec-support.js';
import { FaultProxy } from './fault-proxy.spec-support.js';
import type { Sdk } from './sdk-register.spec-support.js';
import type { Player, Weather } from './storm.spec-support.js';
import { CallBook } from './told-call.spec-support.js';

export interface Stage {
  api: ApiClient;
  upstreamPort: number;
  /** Stands at `PUBLIC_URL`, for the SDK that takes its host from the settings document. */
  publicProxy?: FaultProxy;
  shop?: Shop;
  seed: number;
}

/** Gives each SDK a source, a proxy and a client that is alive. */
export async function openCast(sdks: readonly Sdk[], stage: Stage): Promise<Player[]> {
  const players: Player[] = [];
  for (const [i, sdk] of sdks.entries()) {
    const { id, writeKeys } = await stage.api.post<{ id: string; writeKeys: { key: string }[] }>(
      '/api/v1/sources',
      {
        name: sdk.id,
      },
    );
    const writeKey = writeKeys[0]?.key ?? '';
    const isPublic = takesHostFromSettings(sdk);
    const proxy = (isPublic && stage.publicProxy) || (await new FaultProxy(stage.upstreamPort).open());
    players.push({
      sdk,
      source: { id, uuid: uuidOf('src', id) ?? '', writeKey },
      proxy,
      client: await clientOf(
        sdk,
        {
          host: `http://127.0.0.1:${proxy.port}`,
          writeKey,
          ...(sdk.signs && { oauth: await oauthKey(id, stage) }),
        },
        stage.shop,
      ),
      book: new CallBook(sdk.id, sdk.dialect, stage.seed + 1000 * i, Date.now()),
      told: [],
    });
  }
  return players;
}

/** The private half of a new key stays here, as it stays with an SDK. */
async function oauthKey(clientId: string, { api, publicProxy }: Stage): Promise<Target['oauth']> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const { id: keyId } = await api.post<{ id: string }>(`/api/v1/sources/${clientId}/oauth-keys`, {
    name: 'conformance',
    publicKey,
  });
  const authServer = `http://127.0.0.1:${publicProxy?.port}/oauth`;
  return { clientId, keyId, clientKey: privateKey, authServer };
}

export async function closeCast(players: readonly Player[]): Promise<void> {
  await Promise.all(players.map(({ proxy }) => proxy.close()));
}

/** What a storm can do to an installation. */
export function weatherOf(
  api: ApiClient,
  players: readonly Player[],
  databaseUrl: string,
  victims: ServiceProcess[],
): Weather {
  return {
    databaseUrl,
    victims,
    setRateLimit: async (eventsPerSecond) => {
      const rateLimit = eventsPerSecond === null ? null : { eventsPerSecond };
      for (const { source } of players) await api.patch(`/api/v1/sources/${source.id}`, { rateLimit });
    },
    rejectionsOf: async (sourceId) => {
      const { data } = await api.get<{ data: { code: string; field: string; message: string }[] }>(
        `/api/v1/events?sourceId=${sourceId}&outcome=rejected`,
      );
      return data.map(({ code, field, message }) => [code, field, message]);
    },
  };
}

function takesHostFromSettings({ run }: Sdk): boolean {
  return run.kind === 'page' && run.page === 'analytics-next' && run.delivery === 'standard';
}

async function clientOf({ run }: Sdk, target: Target, shop: Shop | undefined): Promise<SdkClient> {
  if (run.kind === 'process') return new ProcessClient(run, target);
  if (run.kind === 'replay') return new ReplayClient(run.form, target);
  if (!shop) throw new Error('a page needs a shop');
  return shop.client(run, target);
}
