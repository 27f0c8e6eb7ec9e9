import { topics } from '@rapport/contracts';
import { MessagingRoom, type RoomWorkspace } from '../journeys/journeys.spec-support.js';
import type { RelationsWanted } from './domain/relations-wanted.js';
import { PersonRelationsRepository } from './person-relations.repository.js';
import { aGroup, anObject, told } from './relations.spec-support.js';
import { RelationsConsumers } from './relations.consumers.js';

let room: MessagingRoom;
let shop: RoomWorkspace;
beforeAll(async () => {
  room = await MessagingRoom.open();
});
beforeEach(async () => {
  shop = await room.workspace();
});
afterAll(() => room.close());

type Wanted = Partial<Omit<RelationsWanted, 'objectTypes'>> & { objectTypes?: string[] | 'all' };

interface Found {
  groups: [string, unknown][];
  objects: Record<string, [string, unknown][]>;
}

function wantedOf({ groups = false, objectTypes = [] }: Wanted): RelationsWanted {
  return { groups, objectTypes: objectTypes === 'all' ? 'all' : new Set(objectTypes) };
}

async function relationsOf(
  people: { identifiers?: string[]; groups?: string[]; workspaceId?: string }[],
  wanted: Wanted,
  most = 100,
): Promise<Found[]> {
  const requests = people.map(({ identifiers = [], groups = [], workspaceId = shop.id }) => ({
    person: { workspaceId, identifiers, groups },
    wanted: wantedOf(wanted),
  }));
  const found = await room.app.get(PersonRelationsRepository, { strict: false }).of(requests, most);
  return found.map(({ groups, objects }) => ({
    groups: groups.map(({ groupId, traits }) => [groupId, traits]),
    objects: Object.fromEntries(
      [...objects].map(([type, all]) => [type, all.map(({ key, attributes }) => [key, attributes])]),
    ),
  }));
}

const ada = { identifiers: ['user_id:ada', 'email:ada@acme.test'] };

describe('groups', () => {
  it('are those of the person, in her order, with the traits that were told last', async () => {
    const acme = aGroup(shop, 'acme', { plan: 'free' });
    await told(shop, acme, aGroup(shop, 'beta', { plan: 'gold' }));
    await told(shop, { ...acme, traits: { plan: 'gold' }, revision: acme.revision + 100 }, acme);
    expect(await relationsOf([{ groups: ['beta', 'acme', 'unheard'] }, {}], { groups: true })).toEqual([
      {
        groups: [
          ['beta', { plan: 'gold' }],
          ['acme', { plan: 'gold' }],
          ['unheard', {}],
        ],
        objects: {},
      },
      { groups: [], objects: {} },
    ]);
  });
});

describe('objects', () => {
  it('are those that name any identifier of the person, once, the last updated first', async () => {
    await told(
      shop,
      anObject(shop, ['order', 'o1'], { total: 1 }, ['user_id:ada']),
      anObject(shop, ['order', 'o2'], { total: 2 }, ['email:ada@acme.test', 'user_id:ada', 'user_id:bob']),
      anObject(shop, ['order', 'o3'], { total: 3 }, ['user_id:bob']),
      anObject(shop, ['ticket', 't1'], { open: true }, ['user_id:ada']),
    );
    const orders = [
      ['o2', { total: 2 }],
      ['o1', { total: 1 }],
    ];
    expect(await relationsOf([ada], { objectTypes: ['order', 'visit'] })).toEqual([
      { groups: [], objects: { order: orders, visit: [] } },
    ]);
    expect(await relationsOf([ada], { objectTypes: 'all' })).toEqual([
      { groups: [], objects: { order: orders, ticket: [['t1', { open: true }]] } },
    ]);
  });

  it('are cut after the last updated ones, for each person and type', async () => {
    const orders = ['a', 'b', 'c'].map((key) =>
      anObject(shop, ['order', key], {}, ['user_id:ada', 'user_id:bob']),
    );
    await told(shop, ...orders, anObject(shop, ['ticket', 't'], {}, ['user_id:bob']));
    const found = await relationsOf([ada, { identifiers: ['user_id:bob'] }], { objectTypes: 'all' }, 2);
    expect(found.map(({ objects }) => Object.values(objects).map((all) => all.map(([key]) => key)))).toEqual([
      [['c', 'b']],
      [['c', 'b'], ['t']],
    ]);
  });

  it('follow their last record: other attributes, other people, gone, and back', async () => {
    const order = anObject(shop, ['order', 'o1'], { total: 1 }, ['user_id:ada']);
    const later = (change: object, by: number): typeof order => ({
      ...order,
      ...change,
      revision: order.revision + by * 100,
    });
    const moved = later({ attributes: { total: 2 }, people: ['user_id:bob'] }, 1);
    const deleted = later({ attributes: null }, 2);
    const back = later({ attributes: { total: 3 }, people: ['user_id:ada'] }, 3);
    const people = [ada, { identifiers: ['user_id:bob'] }];
    const orders = async (): Promise<unknown[]> =>
      (await relationsOf(people, { objectTypes: ['order'] })).map(({ objects }) => objects.order);
    await told(shop, order, moved);
    expect(await orders()).toEqual([[], [['o1', { total: 2 }]]]);
    await told(shop, deleted);
    await told(shop, moved, order);
    expect(await orders()).toEqual([[], []]);
    await told(shop, back, deleted, order);
    expect(await orders()).toEqual([[['o1', { total: 3 }]], []]);
  });

  it('of another workspace are nobody’s here', async () => {
    await told(
      shop,
      anObject(shop, ['order', 'o1'], {}, ['user_id:ada']),
      aGroup(shop, 'acme', { plan: 'x' }),
    );
    const other = await room.workspace();
    const stranger = { ...ada, groups: ['acme'], workspaceId: other.id };
    expect(await relationsOf([stranger], { groups: true, objectTypes: 'all' })).toEqual([
      { groups: [['acme', {}]], objects: {} },
    ]);
    const seen = await room.database.inWorkspace(other.id, (tx) =>
      tx.query<{ count: number }[]>(
        `SELECT (SELECT count(*) FROM messaging.objects)::int + (SELECT count(*) FROM messaging.object_links)::int
           + (SELECT count(*) FROM messaging.groups)::int AS count`,
      ),
    );
    expect(seen).toEqual([{ count: 0 }]);
  });
});

describe('a chunk', () => {
  it('is read for all its people in one statement, and in none when nobody asks', async () => {
    const statements: string[] = [];
    const counting = {
      query: async (sql: string): Promise<[]> => {
        statements.push(sql);
        return [];
      },
    } as unknown as Parameters<PersonRelationsRepository['of']>[2];
    const relations = room.app.get(PersonRelationsRepository, { strict: false });
    const person = { workspaceId: shop.id, identifiers: ['user_id:ada'], groups: ['acme'] };
    const asking = Array(50).fill({
      person,
      wanted: wantedOf({ groups: true, objectTypes: ['order', 'ticket'] }),
    });
    await relations.of(asking, 100, counting);
    expect(statements).toHaveLength(1);
    await relations.of([{ person, wanted: wantedOf({}) }], 100, counting);
    expect(statements).toHaveLength(1);
  });

  it('sets aside what cannot be read, and passes over kinds of a later release', async () => {
    const good = anObject(shop, ['order', 'o1'], {}, ['user_id:ada']);
    const values = [
      '{',
      JSON.stringify({ ...good, people: 'ada' }),
      JSON.stringify({ ...good, revision: 'x' }),
      JSON.stringify({ ...good, kind: 'object_type_changed', people: null }),
      JSON.stringify(good),
    ];
    const records = values.map((value, index) => {
      const place = { topic: topics.objects, key: 'k', partition: 0, offset: BigInt(index), headers: {} };
      return { ...place, value, bytes: () => Buffer.from(value) };
    });
    const consumers = room.app.get(RelationsConsumers, { strict: false });
    const poison = await room.database.transaction((tx) => consumers.handleObjects(records, tx));
    expect(poison.map(({ message }) => message)).toEqual([
      'is not JSON',
      'is not a whole object_changed',
      'has no revision',
    ]);
    expect((await relationsOf([ada], { objectTypes: ['order'] }))[0]?.objects.order).toHaveLength(1);
  });
});
