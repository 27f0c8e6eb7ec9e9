import type { ApiClient } from '../api-client.spec-support.js';
import { faultsOf, type ReceivedEvent } from './compare-events.spec-support.js';
import type { Player } from './storm.spec-support.js';
import { readStored } from './stored-events.spec-support.js';

/** What went wrong with one SDK's events, by the store, the door and the SDK itself; empty when nothing did. */
export async function verdictOn(
  { sdk, source, told, givenUp }: Player,
  api: ApiClient,
  databaseUrl: string,
): Promise<string[]> {
  const stored = await readStored(databaseUrl, source.uuid);
  const faults = faultsOf(sdk, told, stored, await readReceived(api, source.id));
  if (!givenUp) return [...faults, 'the SDK never came to its end'];
  return [...faults, ...givenUp.map((what) => `the SDK gave up: ${what}`)];
}

/** Everything that came to the door of a source, page by page. */
async function readReceived(api: ApiClient, sourceId: string): Promise<ReceivedEvent[]> {
  const events: ReceivedEvent[] = [];
  let cursor = '';
  for (;;) {
    const page = await api.get<{ data: ReceivedEvent[]; nextCursor: string | null }>(
      `/api/v1/events?sourceId=${sourceId}&outcome=accepted&limit=100${cursor}`,
    );
    events.push(...page.data);
    if (page.nextCursor === null) return events;
    cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
  }
}
