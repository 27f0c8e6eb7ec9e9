import { publicId } from '@rapport/kernel';
import { StreamFollower } from '@rapport/testing';
import type { FollowedItem } from '@rapport/testing';
import { aRunningDoor } from '../ingestion.spec-support.js';
import type { Door } from '../ingestion.spec-support.js';

describe('live events over HTTP', () => {
  let door: Door;
  let authorization: string;
  beforeAll(async () => {
    door = await aRunningDoor();
    authorization = await door.workspace.bearer('events:read');
  });
  afterAll(() => door.close());

  const follow = (query: string, lastEventId?: string) =>
    StreamFollower.open(`${door.url}/api/v1/events/stream?${query}`, {
      authorization,
      ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
    });
  const send = async (...items: object[]) => {
    const answer = await fetch(`${door.url}/v1/batch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${door.workspace.writeKey}` },
      body: JSON.stringify({ batch: items }),
    });
    expect(answer.status).toBe(200);
  };
  const track = (messageId: string, given: object = {}) => ({
    ...{ type: 'track', event: 'E', userId: 'u', messageId },
    ...given,
  });

  it.each([
    ['event=Wanted', 'named'],
    ['type=identify', 'identified'],
    ['outcome=rejected', 'bad'],
    ['person=user_id:ada&person=email:ada@acme.test', 'identified,of-ada'],
    ['outcome=accepted&type=track&event=Wanted&event=Other', 'named'],
  ])('are filtered at the server by %s', async (query, expected) => {
    const stream = await follow(query);
    const round = `${query.length}`;
    await send(
      track(`plain-${round}`),
      track(`named-${round}`, { event: 'Wanted' }),
      track(`of-ada-${round}`, { userId: 'ada' }),
      { type: 'identify', userId: 'x', messageId: `identified-${round}`, traits: { email: 'Ada@acme.test' } },
      track(`bad-${round}`, { userId: '' }),
    );
    const wanted = expected.split(',').map((name) => `${name}-${round}`);
    await stream.until((items) => items.length >= wanted.length);
    expect(stream.messageIds.sort()).toEqual(wanted);
    stream.close();
  });

  it('are filtered by source', async () => {
    const stream = await follow(`sourceId=${publicId('src', door.workspace.sourceId)}`);
    const other = await follow(`sourceId=${publicId('src', door.workspace.workspaceId)}&outcome=accepted`);
    await send(track('by-source'));
    await stream.until((items) => items.length > 0);
    expect([stream.messageIds, other.messageIds]).toEqual([['by-source'], []]);
    stream.close();
    other.close();
  });

  it('go on where a reader stopped, with all that came meanwhile, once', async () => {
    const first = await follow('event=Paused');
    await send(...Array.from({ length: 20 }, (_, i) => track(`p${i}`, { event: 'Paused', userId: `u${i}` })));
    const seen = await first.until((items) => items.length >= 7);
    first.close();
    const stoppedAt = seen[6]?.id;
    const before = seen.slice(0, 7).map(({ data }) => data.messageId);
    await send(...Array.from({ length: 20 }, (_, i) => track(`q${i}`, { event: 'Paused', userId: `u${i}` })));
    const again = await follow('event=Paused', stoppedAt);
    await again.until((items) => items.length >= 33);
    const all = [...before, ...again.messageIds];
    expect(new Set(all).size).toBe(40);
    expect(all).toHaveLength(40);
    again.close();
  });

  it('tell of a gap before anything else when they cannot go on', async () => {
    const stream = await follow('event=Gap', 'of-another-release');
    await stream.until((items) => items.length > 0);
    expect(stream.items[0]).toMatchObject({ event: 'gap', data: { reason: 'unknown_position' } });
    stream.close();
  });

  it('are sampled beyond 100 in a second, and say how many were left out', async () => {
    const stream = await follow('event=Many');
    await send(...Array.from({ length: 1000 }, (_, i) => track(`many${i}`, { event: 'Many' })));
    const shown = (items: FollowedItem[]) => items.filter(({ event }) => event === 'accepted').length;
    const dropped = (items: FollowedItem[]) => items.reduce((sum, { data }) => sum + (data.dropped ?? 0), 0);
    const items = await stream.until((seen) => shown(seen) + dropped(seen) >= 1000);
    expect(shown(items) + dropped(items)).toBe(1000);
    expect(dropped(items)).toBeGreaterThan(0);
    stream.close();
  });
});
