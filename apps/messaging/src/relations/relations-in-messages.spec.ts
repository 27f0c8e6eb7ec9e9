import type { Condition, JourneyStep, ObjectCondition, ProfileActivity } from '@rapport/contracts';
import {
  aPersonOf,
  eventually,
  MessagingRoom,
  type RoomWorkspace,
  snapshotOf,
  type TestPerson,
} from '../journeys/journeys.spec-support.js';
import type { RunView } from '../journeys/run.view.js';
import { aGroup, anObject, told } from './relations.spec-support.js';

let room: MessagingRoom;
let shop: RoomWorkspace;
beforeAll(async () => {
  room = await MessagingRoom.open();
});
beforeEach(async () => {
  shop = await room.workspace();
});
afterAll(() => room.close());

const day = 86_400_000;
const html =
  '<p>{% for order in profile.objects.order %}{{ order.key }} is {{ order.status }}. {% endfor %}' +
  '{% for group in profile.groups %}{{ group.groupId }} on {{ group.traits.plan | default: "no plan" }}. {% endfor %}</p>';
const paid: ObjectCondition = {
  kind: 'object',
  objectType: 'order',
  where: { kind: 'property', property: 'status', op: 'is', value: 'paid' },
};

function branching(
  when: Condition,
  templateId: string,
  first?: JourneyStep,
): { start: string; steps: JourneyStep[] } {
  const steps: JourneyStep[] = [
    ...(first ? [first] : []),
    {
      key: 'split',
      kind: 'branch',
      branches: [{ key: 'yes', when, next: 'mail' }],
      otherwise: { next: null },
    },
    { key: 'mail', kind: 'message', channel: 'email', templateId, next: null },
  ];
  return { start: first?.key ?? 'split', steps };
}

/** What the branches of a journey's runs decided, the first run first. */
async function decided(journey: string): Promise<(string | null | undefined)[]> {
  const runs = await shop.runs(journey);
  return runs.reverse().map(({ visits }) => visits.find(({ step }) => step === 'split')?.branch);
}

async function mailTo(address: string): Promise<string> {
  const mail = await eventually(async () => {
    const { body } = await shop.call<{ data: { id: string }[] }>('GET', `/mailbox?recipient=${address}`);
    return body.data[0];
  }, 'no mail came');
  const { body } = await shop.call<{ text: string }>('GET', `/mailbox/${mail?.id}`);
  return body.text.trim();
}

/** What the mail would say to this person now. */
async function rendered(profile: string): Promise<string> {
  const content = { subject: 'Hi', from: { address: 'hi@acme.test' }, body: { kind: 'html', html } };
  const { status, body } = await shop.call<{ text: string; missing: string[] }>('POST', '/render', {
    ...{ channel: 'email', content, profile },
  });
  expect([status, body.missing]).toEqual([200, []]);
  return body.text.trim();
}

/** Somebody put her into a group, or took her out, by the API. */
function groupsChanged(person: TestPerson): ProfileActivity {
  const { v, id, workspaceId, profileId, revision, occurredAt, mode } = shop.applied(person);
  const head = { v, id, workspaceId, profileId, revision, occurredAt, mode };
  return { ...head, kind: 'groups_changed', cause: { type: 'operator' }, profile: snapshotOf(person) };
}

describe('an object that changes', () => {
  it('is seen by the branch of the next run, and said in its mail', async () => {
    const journey = await shop.journey({
      ...branching(paid, await shop.template(html)),
      entry: { reentry: { rule: 'parallel' } },
    });
    const ada = { ...aPersonOf('ada', { email: 'ada@acme.test' }), groups: ['acme'] };
    const order = anObject(shop, ['order', 'o-1'], { status: 'open' }, ['user_id:ada']);
    await told(shop, order, aGroup(shop, 'acme', { plan: 'gold' }));
    await shop.happens(shop.applied(ada));
    expect(await decided(journey)).toEqual(['otherwise']);
    await told(shop, { ...order, attributes: { status: 'paid' }, revision: order.revision + 100 });
    await shop.happens(shop.applied(ada));
    expect(await decided(journey)).toEqual(['otherwise', 'yes']);
    expect(await mailTo('ada@acme.test')).toBe('o-1 is paid. acme on gold.');
  });

  it('while a run waits is seen by the branch after the wait', async () => {
    const wait: JourneyStep = { key: 'wait', kind: 'delay', duration: 'P1D', next: 'split' };
    await shop.journey(branching(paid, await shop.template(html), wait));
    const [ada, bob] = [aPersonOf('ada'), aPersonOf('bob')];
    await shop.happens(shop.applied(ada), shop.applied(bob));
    await told(shop, anObject(shop, ['order', 'o-1'], { status: 'paid' }, ['user_id:ada']));
    await room.advance(day);
    const branchOf = async (name: string): Promise<string | null | undefined> => {
      const { body } = await shop.call<{ data: RunView[] }>('GET', `/profiles/user_id%3A${name}/runs`);
      return body.data[0]?.visits.find(({ step }) => step === 'split')?.branch;
    };
    expect([await branchOf('ada'), await branchOf('bob')]).toEqual(['yes', 'otherwise']);
  });
});

describe('an entry filter', () => {
  it('asks the groups of the person, as they are when the trigger comes', async () => {
    const filter: Condition = { kind: 'group_trait', trait: 'plan', op: 'is', value: 'gold' };
    const journey = await shop.journey({ entry: { filter } });
    await told(shop, aGroup(shop, 'acme', { plan: 'gold' }));
    const ada = aPersonOf('ada');
    await shop.happens(shop.applied(ada));
    expect(await shop.refusals(journey)).toEqual({ filter: 1 });
    const inGroup = { ...ada, groups: ['acme'] };
    await shop.happens(groupsChanged(inGroup));
    expect(await shop.runs(journey)).toEqual([]);
    await shop.happens(shop.applied(inGroup));
    expect(await shop.runs(journey)).toHaveLength(1);
  });
});

describe('a merge and its unmerge', () => {
  it('carry objects and groups along: the survivor has those of both, then each her own', async () => {
    const [ada, bob] = [
      { ...aPersonOf('ada'), groups: ['acme'] },
      { ...aPersonOf('bob'), groups: ['beta'] },
    ];
    await told(
      shop,
      anObject(shop, ['order', 'o-1'], { status: 'open' }, ['user_id:ada']),
      anObject(shop, ['order', 'o-2'], { status: 'paid' }, ['user_id:bob']),
      aGroup(shop, 'acme', { plan: 'free' }),
      aGroup(shop, 'beta', { plan: 'gold' }),
    );
    const [hers, his] = ['o-1 is open. acme on free.', 'o-2 is paid. beta on gold.'];
    const both = 'o-2 is paid. o-1 is open. beta on gold. acme on free.';
    const journey = await shop.journey({
      ...branching({ ...paid, count: { op: 'at_least', value: 1 } }, await shop.template(html)),
      entry: { reentry: { rule: 'parallel' } },
    });
    await shop.happens(shop.applied(ada));
    await shop.happens(shop.applied(bob));
    expect([await rendered('user_id:ada'), await rendered('user_id:bob')]).toEqual([hers, his]);
    await shop.happens(...shop.merged(ada, { ...bob, groups: ['beta', 'acme'] }));
    expect([await rendered('user_id:ada'), await rendered('user_id:bob')]).toEqual([both, both]);
    await shop.happens(shop.applied(ada));
    await shop.happens(...shop.unmerged(bob, ada));
    expect([await rendered('user_id:ada'), await rendered('user_id:bob')]).toEqual([hers, his]);
    await shop.happens(shop.applied(ada));
    // ada alone, bob alone, an event of hers while they are one person, and hers again.
    expect(await decided(journey)).toEqual(['otherwise', 'yes', 'yes', 'otherwise']);
  });
});

describe('what nobody has yet', () => {
  const messages = async (path: string): Promise<[string, string | undefined, string][]> => {
    const { body } = await shop.call<{ problems: { code: string; field: string; severity: string }[] }>(
      'POST',
      path,
    );
    return body.problems.map(({ severity, code, field }) => [severity, code, field]);
  };

  it('is a warning of the journey and of the template that name the type', async () => {
    const content = { subject: 'Hi', from: { address: 'hi@acme.test' }, body: { kind: 'html', html } };
    const template = { channel: 'email', draft: { defaultLocale: 'en', variants: { en: content } } };
    const draft = { trigger: { kind: 'event', event: 'Go' }, ...branching(paid, 'hello') };
    await shop.call('POST', '/templates', { name: 'Hello', key: 'hello', ...template });
    await shop.call('POST', '/templates/hello/publish', {});
    await shop.call('POST', '/journeys', { name: 'J', key: 'j', draft });
    expect(await messages('/templates/hello/draft/check')).toEqual([
      ['warning', 'unseen_name', 'variants.en.body.html'],
    ]);
    expect(await messages('/journeys/j/draft/check')).toEqual([
      ['warning', 'unseen_name', 'steps[0].branches[0].when'],
    ]);
    await told(shop, anObject(shop, ['order', 'o-1'], {}, []));
    expect(await messages('/templates/hello/draft/check')).toEqual([]);
    expect(await messages('/journeys/j/draft/check')).toEqual([]);
  });

  it('is rendered as an empty list, for a person and for nobody', async () => {
    await shop.happens(shop.applied(aPersonOf('ada')));
    expect(await rendered('user_id:ada')).toBe('');
    const content = { subject: 'Hi', from: { address: 'hi@acme.test' }, body: { kind: 'html', html } };
    const { body } = await shop.call<{ missing: string[] }>('POST', '/render', { channel: 'email', content });
    expect(body.missing).toEqual([]);
  });
});
