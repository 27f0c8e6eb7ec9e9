import { newId, publicId } from '@rapport/kernel';
import type { TestWorkspace } from '@rapport/testing';
import type { ProfileView, TimelineEventView } from '../profile.view.js';
import { at, ReadingRoom } from '../reading.spec-support.js';
import type { LinkView } from './evidence.view.js';
import type { HeldIdentifier } from './identifiers.view.js';
import type { IdentityChangeView } from './identity-changes.view.js';
import type { WholeEventView } from './whole-event.view.js';

interface List<Item> {
  data: Item[];
  nextCursor: string | null;
  code: string;
}

let room: ReadingRoom;
let shop: TestWorkspace;
beforeAll(async () => {
  room = await ReadingRoom.open();
  shop = await room.workspace();
});
afterAll(() => room.close());

const name = ({ type, value }: { type: string; value: string }): string => `${type}:${value}`;

/** All pages of a list, walked in steps of `limit`. */
async function all<Item>(workspace: TestWorkspace, path: string, limit = 2): Promise<Item[]> {
  const items: Item[] = [];
  let cursor = '';
  do {
    const { body } = await room.get<List<Item>>(workspace, `${path}?limit=${limit}${cursor}`);
    items.push(...body.data);
    cursor = body.nextCursor ? `&cursor=${body.nextCursor}` : '';
  } while (cursor);
  return items;
}

describe('GET /api/v1/profiles/{ref}?include=traitDetails', () => {
  it('says which event won each trait, also across a merge, and nothing of a trait that is gone', async () => {
    const other = newId();
    await room.apply(
      shop,
      {
        type: 'identify',
        userId: null,
        anonymousId: 'd1',
        traits: { plan: 'pro', gone: 1 },
        messageId: 'm1',
        ...at(5),
      },
      { type: 'identify', userId: 'd', traits: { plan: 'free', city: 'Ulm' }, messageId: 'm2', ...at(4) },
      {
        ...{
          type: 'identify',
          userId: 'd',
          anonymousId: 'd1',
          traits: { gone: null, far: true },
          messageId: 'm3',
        },
        ...{ sourceId: other, timestamp: '2026-01-02T12:00:00.000Z', receivedAt: '2026-01-01T12:00:10.000Z' },
      },
    );
    const { body } = await room.get<ProfileView>(shop, '/user_id:d?include=traitDetails');
    expect(body.traits).toEqual({ plan: 'pro', city: 'Ulm', far: true });
    const [sourceId, otherId] = [publicId('src', shop.sourceId), publicId('src', other)];
    const said = (second: number) => ({
      sourceId,
      timestamp: at(second).timestamp,
      receivedAt: at(second).timestamp,
    });
    expect(body.traitDetails).toEqual({
      plan: { value: 'pro', messageId: 'm1', ...said(5) },
      city: { value: 'Ulm', messageId: 'm2', ...said(4) },
      far: { value: true, messageId: 'm3', ...said(10), sourceId: otherId },
    });
    expect((await room.get(shop, '/user_id:d')).body).not.toHaveProperty('traitDetails');
  });

  it('refuses what cannot be included', async () => {
    const { status, body } = await room.get(shop, '/user_id:d?include=secrets');
    expect([status, body.code]).toEqual([400, 'validation_failed']);
    expect((await room.get(shop, '/user_id:d?includes=traitDetails')).body.code).toBe('unknown_parameter');
  });
});

describe('GET /api/v1/profiles/{ref}/identifiers', () => {
  it('lists them strongest first, each with the link that ties it to the rest', async () => {
    await room.apply(
      shop,
      { userId: null, anonymousId: 'i1', messageId: 'first', ...at(1) },
      {
        type: 'identify',
        userId: 'i',
        anonymousId: 'i1',
        traits: { email: 'I@x.test' },
        messageId: 'tie',
        ...at(2),
      },
      { userId: 'i', anonymousId: 'i2', messageId: 'phone', ...at(3) },
      { userId: 'i', anonymousId: 'i2', messageId: 'later', ...at(9) },
    );
    const found = await all<HeldIdentifier>(shop, '/user_id:i/identifiers');
    // Within a type the order says nothing.
    found.splice(2, 2, ...found.slice(2).sort((a, b) => (a.value < b.value ? -1 : 1)));
    expect(found.map(name)).toEqual(['user_id:i', 'email:i@x.test', 'anonymous_id:i1', 'anonymous_id:i2']);
    expect(
      found.map(({ link }) => link && `${name(link.anchor)} ${name(link.identifier)} ${link.messageId}`),
    ).toEqual([
      'user_id:i anonymous_id:i1 tie',
      'user_id:i email:i@x.test tie',
      null,
      'user_id:i anonymous_id:i2 phone',
    ]);
    expect(found[3]).toMatchObject({
      messageId: 'phone',
      sourceId: publicId('src', shop.sourceId),
      firstSeenAt: at(3).timestamp,
      lastSeenAt: at(9).timestamp,
    });
  });
});

describe('GET /api/v1/profiles/{ref}/links', () => {
  it('shows what joined, what was known, and what was refused and why, newest first along pages', async () => {
    await room.apply(
      shop,
      { type: 'identify', userId: 'l1', traits: { email: 'shared@x.test' }, messageId: 'owner', ...at(1) },
      { type: 'identify', userId: 'l2', traits: { email: 'shared@x.test' }, messageId: 'stranger', ...at(2) },
      { type: 'alias', userId: 'l2', previousId: 'old-l2', messageId: 'alias', ...at(3) },
    );
    const links = await all<LinkView>(shop, '/user_id:l2/links', 1);
    // The alias drew two at the same moment.
    links.splice(0, 2, ...links.slice(0, 2).sort((a, b) => (a.kind < b.kind ? 1 : -1)));
    expect(
      links.map((one) => [one.kind, name(one.identifier), one.verdict, one.limitType, one.messageId]),
    ).toEqual([
      ['alias_user', 'user_id:old-l2', 'not_counted', null, 'alias'],
      ['alias_anonymous', 'anonymous_id:old-l2', 'joined', null, 'alias'],
      ['event', 'email:shared@x.test', 'refused_limit', 'user_id', 'stranger'],
    ]);
    expect(new Set(links.map(({ id }) => id)).size).toBe(3);
    expect(links[2]).toMatchObject({
      at: at(2).timestamp,
      by: null,
      reason: null,
      anchor: { type: 'user_id', value: 'l2' },
    });
    const ofOwner = await all<LinkView>(shop, '/user_id:l1/links');
    expect(ofOwner.map(({ verdict, messageId }) => [verdict, messageId])).toEqual([
      ['refused_limit', 'stranger'],
      ['joined', 'owner'],
    ]);
    expect(ofOwner[0]?.id).toBe(links[2]?.id);
  });

  it('pages without gap or repetition while links are written', async () => {
    const many = Array.from({ length: 12 }, (_, n) => ({
      userId: 'busy',
      anonymousId: `b${n}`,
      ...at(10 + n),
    }));
    await room.apply(shop, ...many);
    const before = await all<LinkView>(shop, '/user_id:busy/links', 50);
    const seen: string[] = [];
    let cursor = '';
    for (let page = 0; ; page++) {
      const { body } = await room.get<List<LinkView>>(shop, `/user_id:busy/links?limit=5${cursor}`);
      seen.push(...body.data.map(({ id }) => id));
      await room.apply(shop, { userId: 'busy', anonymousId: `new${page}`, ...at(100 + page) });
      if (!body.nextCursor) break;
      cursor = `&cursor=${body.nextCursor}`;
    }
    expect(seen).toEqual(before.map(({ id }) => id));
  });

  it('takes only cursors of its own', async () => {
    const { body } = await room.get<List<LinkView>>(shop, '/user_id:busy/links?limit=1');
    for (const path of ['/user_id:l1/links', '/user_id:busy/identifiers', '/user_id:busy/identity-changes']) {
      expect((await room.get<List<never>>(shop, `${path}?cursor=${body.nextCursor}`)).body.code).toBe(
        'invalid_cursor',
      );
    }
    const [mark] = JSON.parse(Buffer.from(body.nextCursor ?? '', 'base64url').toString()) as string[];
    const forged = Buffer.from(JSON.stringify([mark, 'no hex', newId(), newId(), 'event'])).toString(
      'base64url',
    );
    expect((await room.get<List<never>>(shop, `/user_id:busy/links?cursor=${forged}`)).body.code).toBe(
      'invalid_cursor',
    );
  });
});

describe('GET /api/v1/profiles/{ref}/identity-changes', () => {
  it('tells of a merge, from both ends and by both ids, with the event that caused it', async () => {
    await room.apply(shop, { userId: null, anonymousId: 'c-old', ...at(1) }, { userId: 'c', ...at(2) });
    const id = (await room.get<ProfileView>(shop, '/user_id:c')).body.id;
    await room.apply(shop, { userId: 'c', anonymousId: 'c-old', messageId: 'both', ...at(3) });
    const into = (await room.get<ProfileView>(shop, '/user_id:c')).body.id;
    for (const ref of ['user_id:c', id, into]) {
      const changes = await all<IdentityChangeView>(shop, `/${ref}/identity-changes`);
      expect(changes).toEqual([
        {
          id: expect.stringMatching(/^mrg_/) as string,
          ...{ at: at(3).timestamp, kind: 'merged', into, from: id, identifiers: ['user_id:c'] },
          ...{ cause: 'event', because: null, reason: null, by: null },
          ...{ messageId: 'both', sourceId: publicId('src', shop.sourceId) },
        },
      ]);
    }
  });
});

describe('GET /api/v1/profiles/{ref}/events/{eventId}', () => {
  const find = async (ref: string, messageId: string): Promise<TimelineEventView | undefined> =>
    (await room.get<List<TimelineEventView>>(shop, `/${ref}/events?limit=100`)).body.data.find(
      (one) => one.messageId === messageId,
    );

  it('shows all that is kept of an event, as it came', async () => {
    const [stored] = await room.apply(shop, {
      ...{
        type: 'group',
        userId: 'w',
        anonymousId: 'w1',
        groupId: 'acme',
        traits: { name: 'Acme' },
        messageId: 'whole',
      },
      ...{
        properties: null,
        category: 'c',
        integrations: { All: false },
        context: { ip: '1.2.3.4' },
        index: 7,
      },
      ...{ flags: ['number_precision'], mode: 'backfill', ...at(1) },
      ...{ originalTimestamp: '2026-01-01T13:00:00.000Z', sentAt: '2026-01-01T13:00:01.000Z' },
    });
    const item = await find('user_id:w', 'whole');
    expect(item).toMatchObject({ traits: { name: 'Acme' }, refusedLinks: [] });
    const { body } = await room.get<WholeEventView>(shop, `/anonymous_id:w1/events/${item?.id}`);
    const { id, v: _v, workspaceId: _w, payloadSha: _sha, sourceId, ...said } = stored ?? ({} as never);
    expect(body).toEqual({
      ...said,
      matchOn: null,
      policyVersion: 1,
      id: publicId('evt', id),
      sourceId: publicId('src', sourceId),
      anchor: { type: 'user_id', value: 'w' },
      refusedLinks: [],
    });
  });

  it('finds an event whenever it happened', async () => {
    const today = new Date().toISOString();
    await room.apply(shop, { userId: 'when', messageId: 'today', timestamp: today, receivedAt: today });
    await room.apply(shop, { userId: 'when', messageId: 'long ago', ...at(-1e8) });
    for (const messageId of ['today', 'long ago']) {
      const id = (await find('user_id:when', messageId))?.id;
      expect((await room.get<WholeEventView>(shop, `/user_id:when/events/${id}`)).body.messageId).toBe(
        messageId,
      );
    }
  });

  it('tells whom an event named, whatever its anchor, and which links were refused', async () => {
    await room.apply(
      shop,
      { userId: null, anonymousId: 'n1', messageId: 'anonymous', ...at(1) },
      { userId: 'null', anonymousId: 'n1', messageId: 'blocked', flags: ['blocked_id'], ...at(2) },
      { type: 'alias', userId: 'n', previousId: 'n1', messageId: 'n-alias', ...at(3) },
      {
        ...{ userId: null, anonymousId: 'n1', messageId: 'external', ...at(4) },
        context: { externalIds: [{ type: 'user_id', id: 'n', collection: 'users', encoding: 'none' }] },
      },
      { type: 'identify', userId: 'n-other', anonymousId: 'n1', messageId: 'refused', ...at(5) },
    );
    const named = async (ref: string, messageId: string): Promise<WholeEventView> =>
      (await room.get<WholeEventView>(shop, `/${ref}/events/${(await find(ref, messageId))?.id}`)).body;
    const nobody = { userId: null, anonymousId: null, previousId: null };
    expect(await named('user_id:n', 'anonymous')).toMatchObject({ ...nobody, anonymousId: 'n1' });
    expect(await named('user_id:n', 'blocked')).toMatchObject({
      ...nobody,
      userId: 'null',
      anonymousId: 'n1',
    });
    expect(await named('user_id:n', 'n-alias')).toMatchObject({ ...nobody, userId: 'n', previousId: 'n1' });
    expect(await named('user_id:n', 'external')).toMatchObject({ ...nobody, anonymousId: 'n1' });
    const refused = await named('user_id:n-other', 'refused');
    expect(refused).toMatchObject({ userId: 'n-other', anonymousId: 'n1' });
    expect(refused.refusedLinks).toEqual([{ type: 'anonymous_id', value: 'n1', reason: 'refused_limit' }]);
    expect((await find('user_id:n-other', 'refused'))?.refusedLinks).toEqual(refused.refusedLinks);
  });

  it('knows no event of somebody else, and no id that is none', async () => {
    const id = (await find('user_id:n', 'n-alias'))?.id;
    for (const path of [
      `/user_id:n-other/events/${id}`,
      `/user_id:n/events/${publicId('evt', newId())}`,
      `/user_id:n/events/${publicId('evt', 'ffffffff-ffff-7fff-bfff-ffffffffffff')}`,
      '/user_id:n/events/x',
    ])
      expect((await room.get(shop, path)).status).toBe(404);
    const other = await room.workspace();
    expect((await room.get(other, `/user_id:n/events/${id}`)).status).toBe(404);
    for (const list of ['identifiers', 'links', 'identity-changes'])
      expect((await room.get(other, `/user_id:n/${list}`)).status).toBe(404);
  });
});
