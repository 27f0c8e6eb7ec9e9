import { FixedClock, newId, publicId } from '@rapport/kernel';
import { at, ReadingRoom } from '../browse/reading.spec-support.js';
import { Space } from './profile-api.spec-support.js';

const noon = Date.parse('2026-01-01T12:00:00.000Z');
const clock = new FixedClock(noon + 3_600_000);

let room: ReadingRoom;
let space: Space;
let source: string;
beforeAll(async () => {
  room = await ReadingRoom.open(clock);
  space = await Space.open(room, 'profiles:read');
  source = publicId('src', space.workspace.sourceId);
  await room.apply(
    space.workspace,
    { userId: null, anonymousId: 'a1', name: 'Seen', properties: { n: 1 }, messageId: 'm1', ...at(1) },
    {
      ...{ type: 'identify', userId: 'bob', anonymousId: 'a1', messageId: 'm2', ...at(2) },
      traits: { first_name: 'Bob', email: 'Bob+x@Acme.test', browser: 'B', age: 40 },
      context: { ip: '1.2.3.4', consent: { categoryPreferences: { ads: false } } },
    },
    { type: 'page', userId: 'bob', name: 'Home', messageId: 'm3', ...at(3) },
    {
      type: 'group',
      userId: 'bob',
      groupId: 'g1',
      traits: { plan: 'enterprise', seats: 5, gone: null },
      messageId: 'm4',
      ...at(4),
    },
    { userId: 'bob', name: 'Bought', properties: { price: 1.5 }, messageId: 'm5', ...at(5) },
  );
});
beforeEach(() => clock.advance(1000));
afterAll(() => room.close());

const bob = 'users/profiles/user_id:bob';

describe('GET …/traits', () => {
  it('answers in the shape that clients know', async () => {
    const { status, body, headers } = await space.get(`${bob}/traits`);
    expect(status).toBe(200);
    const { id } = (await room.get<{ id: string }>(space.workspace, '/user_id:bob')).body;
    expect(body).toEqual({
      traits: { age: 40, browser: 'B', email: 'Bob+x@Acme.test', first_name: 'Bob' },
      cursor: { url: `${space.path}/users/profiles/${id}/traits`, has_more: false, next: '', limit: 10 },
    });
    expect(Object.keys(body.traits)).toEqual(['age', 'browser', 'email', 'first_name']);
    expect(headers['request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('tells with `verbose` who set each, and when', async () => {
    const { body } = await space.get(`${bob}/traits?verbose=true&include=age,first_name,none`);
    const said = { source_id: source, updated_at: at(2).timestamp };
    expect(body.traits).toEqual({ age: { value: 40, ...said }, first_name: { value: 'Bob', ...said } });
  });

  it('pages by name along the URL that it gives', async () => {
    const first = (await space.get(`${bob}/traits?limit=1`)).body;
    expect(first.traits).toEqual({ age: 40 });
    expect(first.cursor).toMatchObject({ has_more: true, next: 'browser', limit: 1 });
    expect(first.cursor.url).toMatch(
      /^http:\/\/localhost:3000\/v1\/spaces\/wsp_.*\/traits\?limit=1&next=browser$/,
    );
    const pages = await space.pages(`${bob}/traits?limit=3&verbose=false`);
    expect(pages.map(({ traits }) => Object.keys(traits))).toEqual([
      ['age', 'browser', 'email'],
      ['first_name'],
    ]);
  });

  it('goes on behind a trait that has been deleted since', async () => {
    await room.apply(space.workspace, {
      type: 'identify',
      userId: 'shrink',
      traits: { a: 1, b: 2, c: 3 },
      ...at(10),
    });
    const { body } = await space.get('users/profiles/user_id:shrink/traits?limit=1');
    await room.apply(space.workspace, { type: 'identify', userId: 'shrink', traits: { b: null }, ...at(11) });
    const rest = await space.get(`users/profiles/user_id:shrink/traits?next=${body.cursor.next}`);
    expect(rest.body.traits).toEqual({ c: 3 });
  });

  it.each(['audience', 'computed_trait'])('has no %s yet', async (one) => {
    const { body } = await space.get(`${bob}/traits?class=${one}`);
    expect([body.traits, body.cursor.has_more]).toEqual([{}, false]);
  });
});

describe('GET …/external_ids', () => {
  it('lists them with the event that first carried each', async () => {
    const { body } = await space.get(`${bob}/external_ids?include=anonymous_id,user_id`);
    const common = { source_id: source, collection: 'users', encoding: 'none' };
    expect(body.data).toEqual([
      { ...common, id: 'a1', type: 'anonymous_id', created_at: at(1).timestamp, first_message_id: 'm1' },
      { ...common, id: 'bob', type: 'user_id', created_at: at(2).timestamp, first_message_id: 'm2' },
    ]);
    expect(body.cursor).toMatchObject({ has_more: false, next: '', limit: 10 });
  });

  it('pages by type, and tells no value in its marks', async () => {
    const pages = await space.pages(`${bob}/external_ids?limit=1`);
    expect(pages.map(({ data }) => data[0]?.id)).toEqual(['a1', 'bob+x@acme.test', 'bob']);
    expect(pages[0]?.cursor.next).toMatch(/^map_email_[\w-]+$/);
  });
});

describe('GET …/events', () => {
  it('gives the newest first, in the shape that clients know', async () => {
    const { body } = await space.get(`${bob}/events`);
    expect(body.data.map(({ message_id }) => message_id)).toEqual(['m5', 'm4', 'm3', 'm2', 'm1']);
    const { id } = (await room.get<{ id: string }>(space.workspace, '/user_id:bob')).body;
    const common = { source_id: source, related: { users: id }, context: {} };
    const [userId, anonymousId] = [
      { type: 'user_id', id: 'bob' },
      { type: 'anonymous_id', id: 'a1' },
    ].map((one) => ({
      ...{ collection: 'users', ...one, encoding: 'none' },
    }));
    expect(body.data[0]).toEqual({
      ...{ ...common, external_ids: [userId], type: 'track', event: 'Bought', properties: { price: 1.5 } },
      ...{ message_id: 'm5', timestamp: at(5).timestamp },
    });
    expect(body.data[1]).toMatchObject({
      type: 'group',
      traits: { plan: 'enterprise', seats: 5, gone: null },
      properties: {},
    });
    expect(body.data[2]).toMatchObject({ type: 'page', name: 'Home' });
    expect(body.data[2]).not.toHaveProperty('event');
    expect(body.data[3]).toMatchObject({ type: 'identify', context: { ip: '1.2.3.4' } });
    expect(JSON.stringify(body)).not.toContain('consent');
    expect(body.data[3]?.external_ids).toEqual(
      expect.arrayContaining([userId, anonymousId, { ...userId, type: 'email', id: 'bob+x@acme.test' }]),
    );
    expect(body.data[4]).toMatchObject({ external_ids: [anonymousId], event: 'Seen' });
  });

  it('is bounded by time and name, in either order', async () => {
    const ids = async (query: string): Promise<unknown[]> =>
      (await space.get(`${bob}/events?${query}`)).body.data.map(({ message_id }) => message_id);
    expect(await ids('sort=asc&limit=2')).toEqual(['m1', 'm2']);
    expect(await ids(`start=${at(2).timestamp}&end=${at(4).timestamp}`)).toEqual(['m4', 'm3', 'm2']);
    expect(await ids('start=2026-01-01&end=2026-01-02&include=Seen,Bought')).toEqual(['m5', 'm1']);
    expect(await ids('exclude=Seen,Home')).toEqual(['m5', 'm4', 'm2']);
  });

  it('knows the last 14 days and no more', async () => {
    const before = (days: number) => {
      const timestamp = new Date(clock.now() - days * 86_400_000).toISOString();
      return { timestamp, receivedAt: timestamp };
    };
    await room.apply(
      space.workspace,
      { userId: 'elder', messageId: 'old', ...before(14.01) },
      { userId: 'elder', messageId: 'young', ...before(13.99) },
    );
    const { body } = await space.get('users/profiles/user_id:elder/events?start=2020-01-01T00:00:00Z');
    expect(body.data.map(({ message_id }) => message_id)).toEqual(['young']);
  });

  it('says where a page ended as Segment does', async () => {
    const { body } = await space.get(`${bob}/events?limit=2`);
    const ns = `${Date.parse(at(4).timestamp)}000000`;
    expect(Buffer.from(body.cursor.next, 'base64').toString()).toBe(`${ns}::m4`);
    const pages = await space.pages(`${bob}/events?limit=2&exclude=Nothing`);
    expect(pages.map(({ data }) => data.length)).toEqual([2, 2, 1]);
  });

  it('pages without gap or repetition while events come, and past several at one place', async () => {
    const twins = [newId(), newId(), newId()].map((sourceId) => ({
      ...{ userId: 'pager', messageId: 'twin', sourceId, ...at(53) },
    }));
    const events = Array.from({ length: 9 }, (_, n) => ({
      userId: 'pager',
      messageId: `p${n}`,
      ...at(50 + Math.floor(n / 2)),
    }));
    await room.apply(space.workspace, ...events, ...twins);
    for (const sort of ['asc', 'desc']) {
      const seen: unknown[] = [];
      let next = '';
      do {
        const { body } = await space.get(
          `users/profiles/user_id:pager/events?limit=2&sort=${sort}&next=${encodeURIComponent(next)}`.replace(
            /&next=$/,
            '',
          ),
        );
        seen.push(...body.data.map((one) => `${String(one.message_id)} ${String(one.source_id)}`));
        next = body.cursor.next;
        // Before where an ascending list stands, and behind where a descending one does.
        await room.apply(space.workspace, {
          userId: 'pager',
          messageId: newId(),
          ...at(sort === 'asc' ? 40 : 60),
        });
      } while (next);
      const expected = [
        ...events.map((one) => `${one.messageId} ${source}`),
        ...twins.map((one) => `twin ${publicId('src', one.sourceId)}`),
      ];
      const own = seen.filter((one) => /^(p\d|twin) /.test(String(one)));
      expect([...own].sort()).toEqual(expected.sort());
    }
  });
});

describe('GET …/metadata and …/links', () => {
  it('tells when it began and what was heard last', async () => {
    const { body } = await space.get(`${bob}/metadata?verbose`);
    expect(body.metadata).toEqual({
      ...{ created_at: at(1).timestamp, updated_at: expect.any(String) as string, expires_at: null },
      ...{ first_message_id: 'm1', first_source_id: source, last_message_id: 'm5', last_source_id: source },
    });
  });

  it('links a person to accounts and an account to people, along pages', async () => {
    await room.apply(
      space.workspace,
      ...['g3', 'g2', 'g1'].map((groupId, n) => ({
        type: 'group' as const,
        userId: 'multi',
        groupId,
        ...at(20 + n),
      })),
      ...Array.from({ length: 5 }, (_, n) => ({
        type: 'group' as const,
        userId: `w${n}`,
        groupId: 'g3',
        ...at(30 + n),
      })),
      { userId: 'w0', anonymousId: 'w0-device', ...at(36) },
      { userId: null, anonymousId: 'w0-device', context: { groupId: 'g3' }, ...at(37) },
    );
    const accounts = await space.pages('users/profiles/user_id:multi/links?limit=2');
    const ids = (pages: typeof accounts): unknown[] =>
      pages.flatMap(({ data }) =>
        data.map(({ external_ids }) => (external_ids as { id: string }[]).map(({ id }) => id).join('+')),
      );
    expect(ids(accounts).sort()).toEqual(['g1', 'g2', 'g3']);
    expect(accounts.map(({ data }) => data.length)).toEqual([2, 1]);
    const linked = accounts.flatMap(({ data }) => data);
    expect(linked).toContainEqual({
      to_collection: 'accounts',
      external_ids: [
        {
          id: 'g1',
          type: 'group_id',
          source_id: source,
          collection: 'accounts',
          created_at: at(22).timestamp,
          encoding: 'none',
        },
      ],
    });
    const people = await space.pages('accounts/profiles/group_id:g3/links?limit=2');
    expect(ids(people)).toEqual(['w4', 'w3', 'w2', 'w1', 'w0-device+w0', 'multi']);
    expect(people[0]?.data[0]).toMatchObject({
      to_collection: 'users',
      external_ids: [{ id: 'w4', collection: 'users' }],
    });
  });
});

describe('…/collections/accounts/…', () => {
  it('reads a group like a person', async () => {
    const account = 'accounts/profiles/group_id:g1';
    const traits = await space.get(`${account}/traits?verbose=true`);
    const said = { source_id: source, updated_at: at(4).timestamp };
    expect(traits.body.traits).toEqual({
      plan: { value: 'enterprise', ...said },
      seats: { value: 5, ...said },
    });
    const url = traits.body.cursor.url;
    expect(url).toMatch(/\/collections\/accounts\/profiles\/grp_[0-9a-z]{26}\/traits$/);
    expect((await space.get(url.replace('/traits', '/external_ids'))).body.data).toEqual([
      {
        id: 'g1',
        type: 'group_id',
        source_id: source,
        collection: 'accounts',
        encoding: 'none',
        ...{ created_at: at(4).timestamp, first_message_id: 'm4' },
      },
    ]);
    const events = (await space.get(`${account}/events`)).body.data;
    expect(events.map(({ message_id }) => message_id)).toContain('m4');
    expect(events.map(({ message_id }) => message_id)).not.toContain('m5');
    expect((await space.get(`${account}/metadata`)).body.metadata).toMatchObject({
      ...{ created_at: at(4).timestamp, first_message_id: 'm4', first_source_id: source, expires_at: null },
    });
    expect((await space.get('accounts/profiles/group_id:G1/traits')).status).toBe(200);
  });
});

describe('whoever is named', () => {
  it('is found by each of their identifiers, in any spelling, and by ids that were retired', async () => {
    await room.apply(
      space.workspace,
      { userId: null, anonymousId: 'r-old', ...at(70) },
      { userId: 'r:1/2', ...at(71) },
    );
    const idOf = async (ref: string): Promise<string | undefined> =>
      /profiles\/([^/]+)\//.exec((await space.get(`users/profiles/${ref}/traits`)).body.cursor.url)?.[1];
    const retired = await idOf('user_id:r:1%2F2');
    await room.apply(space.workspace, { userId: 'r:1/2', anonymousId: 'r-old', ...at(72) });
    const alive = await idOf('anonymous_id:r-old');
    expect(alive).not.toBe(retired);
    for (const ref of [retired ?? '', 'user_id%3AR:1%2f2', 'user_id:r:1%2F2'])
      expect(await idOf(ref)).toBe(alive);
    const mail = await idOf('email:BOB%2Bx@ACME.test');
    expect(mail).toBe(await idOf('user_id:bob'));
    for (const spelling of [space.workspace.publicId, `acme-${space.workspace.workspaceId}`]) {
      for (const family of ['spaces', 'namespaces']) {
        const { status } = await space.get(
          `/v1/${family}/${spelling}/collections/users/profiles/user_id:bob/traits`,
        );
        expect(status).toBe(200);
      }
    }
  });

  it.each([
    ['users/profiles/user_id:nobody/traits', 404, 'not_found'],
    ['users/profiles/use_RkjG0kW53igMijEISMH0XKdCIXc/traits', 404, 'not_found'],
    ['users/profiles/prf_01m8aedrzke0saffy4bvte387x/events', 404, 'not_found'],
    ['accounts/profiles/group_id:none/traits', 404, 'not_found'],
    ['accounts/profiles/user_id:bob/traits', 400, 'validation_error'],
    ['users/profiles/bob/traits', 400, 'validation_error'],
    ['user!/profiles/user_id:bob/traits', 400, 'validation_error'],
    [`${bob}/traits?limit=0`, 400, 'validation_error'],
    [`${bob}/traits?limit=201`, 400, 'validation_error'],
    [`${bob}/traits?limit=ten`, 400, 'validation_error'],
    [`${bob}/traits?class=other`, 400, 'validation_error'],
    [`${bob}/traits?verbose=maybe`, 400, 'validation_error'],
    [`${bob}/traits?inlcude=age`, 400, 'validation_error'],
    [`${bob}/external_ids?limit=101`, 400, 'validation_error'],
    [`${bob}/external_ids?next=map_xxx`, 400, 'validation_error'],
    [`${bob}/events?limit=101`, 400, 'validation_error'],
    [`${bob}/events?sort=newest`, 400, 'validation_error'],
    [`${bob}/events?start=yesterday`, 400, 'validation_error'],
    [`${bob}/events?start=2026-01-02&end=2026-01-01`, 400, 'validation_error'],
    [`${bob}/events?next=bm9uZQ==`, 400, 'validation_error'],
    [`${bob}/links?limit=21`, 400, 'validation_error'],
    ['accounts/profiles/group_id:g1/links?next=mem_', 400, 'validation_error'],
    [`${bob}/metadata?limit=1`, 400, 'validation_error'],
  ])('%s is answered with %i %s', async (path, status, code) => {
    const answer = await space.get(path);
    expect([answer.status, answer.body]).toEqual([
      status,
      { error: { code, message: expect.any(String) as string } },
    ]);
    expect(answer.headers['request-id']).toBeTruthy();
  });

  it('says which parameter is wrong', async () => {
    const messageOf = async (path: string): Promise<string> => (await space.get(path)).body.error.message;
    expect(await messageOf('user!/profiles/user_id:bob/traits')).toBe(
      'The parameter `collection` has invalid character(s) `!`',
    );
    expect(await messageOf(`${bob}/traits?limit=201`)).toBe(
      'The parameter `limit` must not be greater than 200.',
    );
    expect(await messageOf('users/profiles/user_id:nobody/traits')).toBe('Profile was not found.');
  });
});
