import { type JourneyStep, type MessageStateReached, topics } from '@rapport/contracts';
import { newId, publicId } from '@rapport/kernel';
import { aPersonOf, MessagingRoom, type RoomWorkspace } from './journeys.spec-support.js';

let room: MessagingRoom;
let shop: RoomWorkspace;
beforeAll(async () => {
  room = await MessagingRoom.open();
  shop = await room.workspace();
});
afterAll(() => room.close());

interface Problems {
  code: string;
  errors: { field: string; rule: string }[];
  problems: { code: string; field: string }[];
}

const end: JourneyStep = { key: 'end', kind: 'exit' };
const complete = { trigger: { kind: 'event', event: 'Go' }, start: 'end', steps: [end] };

describe('POST /journeys', () => {
  it('makes a draft that may be incomplete', async () => {
    const created = await shop.call('POST', '/journeys', { name: 'Win back', draft: {} });
    expect(created.status).toBe(201);
    expect(created.headers.location).toBe(`/api/v1/journeys/${String(created.body.id)}`);
    expect(created.body).toMatchObject({
      key: 'win-back',
      status: 'draft',
      draft: { steps: [] },
      published: null,
      startedAt: null,
      counts: { active: 0, completed: 0, exited: 0 },
    });
  });

  it('refuses a malformed one, and names every fault from the root of the body', async () => {
    const draft = { trigger: { kind: 'event' }, steps: [{ key: 'a', kind: 'fly' }], exits: [] };
    const refused = await shop.call<Problems>('POST', '/journeys', { name: 'Broken', draft });
    expect([refused.status, refused.body.code]).toEqual([422, 'invalid_journey']);
    expect(refused.body.errors.map(({ field, rule }) => `${field} ${rule}`)).toEqual([
      'draft.exits unknown_field',
      'draft.trigger.event missing_field',
      'draft.steps[0].kind unknown_kind',
    ]);
  });
});

describe('POST /journeys/{id}/publish', () => {
  it('is blocked by what the draft lacks, as the check says before', async () => {
    const key = `j-${newId()}`;
    const mail = { key: 'mail', kind: 'message', channel: 'email', templateId: 'no-such' };
    await shop.call('POST', '/journeys', { name: 'J', key, draft: { start: 'mail', steps: [mail] } });
    const checked = await shop.call<Problems>('POST', `/journeys/${key}/draft/check`);
    expect(checked.body.problems.map(({ code, field }) => `${code} ${field}`)).toEqual([
      'no_trigger trigger',
      'unknown_template steps[0].templateId',
    ]);
    const refused = await shop.call<Problems>('POST', `/journeys/${key}/publish`, {});
    expect([refused.status, refused.body.code]).toEqual([422, 'publish_blocked']);
    expect(refused.body.problems).toEqual(checked.body.problems);
  });

  it('makes it live, once per change', async () => {
    const journey = await shop.journey(complete as object);
    const { body } = await shop.call('GET', `/journeys/${journey}`);
    expect(body).toMatchObject({ status: 'live', published: { version: 1 }, hasUnpublishedChanges: false });
    expect(body.startedAt).toEqual(expect.any(String));
    expect((await shop.call('POST', `/journeys/${journey}/publish`, {})).status).toBe(409);
    const { status, body: refused } = await shop.call('POST', `/journeys/${journey}/publish`, {
      running: [],
    });
    expect([status, refused.code]).toEqual([400, 'unknown_field']);
  });

  it('leaves a paused one paused', async () => {
    const journey = await shop.journey({});
    await shop.call('POST', `/journeys/${journey}/pause`);
    const { headers } = await shop.call('GET', `/journeys/${journey}`);
    const changed = { ...complete, steps: [{ ...end, reason: 'other' }] };
    await shop.call('PUT', `/journeys/${journey}/draft`, changed, { 'if-match': String(headers.etag) });
    const { body } = await shop.call('POST', `/journeys/${journey}/publish`, {});
    expect(body).toMatchObject({ status: 'paused', published: { version: 2 } });
  });

  it('shows a variable of the template that the step cannot fill, unless the template has a default for it', async () => {
    const template = await shop.template('<p>{{ data.plan }} {{ data.team | default: "all" }}</p>');
    const mail = { key: 'mail', kind: 'message', channel: 'email', templateId: template };
    const draft = { ...complete, start: 'mail', steps: [mail] };
    const key = `j-${newId()}`;
    await shop.call('POST', '/journeys', { name: 'J', key, draft });
    const { body } = await shop.call<Problems>('POST', `/journeys/${key}/draft/check`);
    expect(body.problems).toMatchObject([{ code: 'template_variable_unknown', step: 'mail' }]);
  });

  it('keeps versions as they were', async () => {
    const journey = await shop.journey(complete as object);
    const { body } = await shop.call(`GET`, `/journeys/${journey}/versions/1`);
    expect(body).toMatchObject({ version: 1, content: complete });
  });
});

describe('PUT /journeys/{id}/draft', () => {
  it('asks for the state that its author saw', async () => {
    const journey = await shop.journey({});
    expect((await shop.call('PUT', `/journeys/${journey}/draft`, complete)).status).toBe(428);
    const stale = await shop.call('PUT', `/journeys/${journey}/draft`, complete, { 'if-match': '"old"' });
    expect([stale.status, stale.body.code]).toEqual([412, 'stale_revision']);
  });
});

describe('who may', () => {
  it('is a question of scopes', async () => {
    const journey = await shop.journey({});
    const as = async (method: 'GET' | 'POST', path: string, ...scopes: string[]): Promise<number> => {
      const authorization = await shop.test.bearer(...scopes);
      return (await shop.call(method, path, method === 'POST' ? {} : undefined, { authorization })).status;
    };
    expect(await as('GET', `/journeys/${journey}`, 'journeys:read')).toBe(200);
    expect(await as('POST', `/journeys/${journey}/pause`, 'journeys:write')).toBe(403);
    expect(await as('POST', `/journeys/${journey}/pause`, 'journeys:publish')).toBe(200);
    expect(await as('POST', `/journeys/${journey}/archive`, 'journeys:read')).toBe(403);
    expect(await as('GET', `/journeys/${journey}/runs`, 'templates:read')).toBe(403);
  });
});

describe('GET /journeys/{id}/runs', () => {
  it('filters by state, step, version and person, and pages through', async () => {
    const steps: JourneyStep[] = [{ key: 'wait', kind: 'delay', duration: 'P1D' }];
    const journey = await shop.journey({ steps });
    const people = ['r1', 'r2', 'r3'].map((name) => aPersonOf(name));
    for (const person of people) await shop.happens(shop.applied(person));
    const ids = async (query: string): Promise<string[]> =>
      (await shop.runs(journey, query)).map(({ profileId }) => profileId);
    const all = people.map(({ profileId }) => publicId('prf', profileId)).reverse();
    expect(await ids('')).toEqual(all);
    expect(await ids('&state=active&step=wait&version=1')).toEqual(all);
    expect(await ids('&state=completed')).toEqual([]);
    expect(await ids('&profile=user_id:r2')).toEqual([all[1]]);
    expect(await ids('&profile=user_id:nobody')).toEqual([]);
    const path = `/journeys/${journey}/runs?limit=2`;
    const first = await shop.call<{ data: unknown[]; nextCursor: string }>('GET', path);
    const second = await shop.call<{ data: { profileId: string }[]; nextCursor: null }>(
      'GET',
      `${path}&cursor=${first.body.nextCursor}`,
    );
    expect(second.body.data.map(({ profileId }) => profileId)).toEqual([all[2]]);
    expect(second.body.nextCursor).toBeNull();
    const other = await shop.call('GET', `${path}&state=active&cursor=${first.body.nextCursor}`);
    expect([other.status, other.body.code]).toEqual([400, 'invalid_cursor']);
    expect((await shop.call('GET', `/journeys/${journey}/runs?state=dead`)).status).toBe(400);
    expect((await shop.call('GET', `/journeys/${journey}/runs?colour=red`)).body.code).toBe(
      'unknown_parameter',
    );
    const { body } = await shop.call('GET', `/journeys/${journey}`);
    expect(body.counts).toEqual({ active: 3, completed: 0, exited: 0 });
  });
});

describe('a message that is not sent', () => {
  const ended = async (
    onNotSent: 'continue' | 'exit',
    state: MessageStateReached['state'],
  ): Promise<unknown[]> => {
    const shop = await room.workspace();
    const templateId = await shop.template();
    const mail: JourneyStep = {
      key: 'mail',
      kind: 'message',
      channel: 'email',
      templateId,
      onNotSent,
      next: 'wait',
    };
    const journey = await shop.journey({ steps: [mail, { key: 'wait', kind: 'delay', duration: 'P1D' }] });
    const person = aPersonOf(newId(), { email: 'ada@acme.test' });
    await shop.happens(shop.applied(person));
    const send = shop.sends().find(({ profileId }) => profileId === person.profileId);
    if (!send) throw new Error('nothing was decided');
    const { msgId, workspaceId, profileId, channel, messageClass, origin } = send;
    const common = { msgId, workspaceId, profileId, channel, messageClass, origin };
    const activity: MessageStateReached = {
      ...{ v: 1, kind: 'message_state_reached', id: newId(), attempt: 0, occurredAt: send.decidedAt },
      ...common,
      state,
      reason: null,
    };
    const value = JSON.stringify(activity);
    await room.bus.append([
      { topic: topics.messageActivity, key: `${workspaceId}|${String(profileId)}`, value },
    ]);
    await room.settle();
    const [run] = await shop.runs(journey);
    return [run?.state, run?.exitReason];
  };

  it('ends the run where its step says so', async () => {
    expect(await ended('exit', 'skipped')).toEqual(['exited', 'not_sent']);
    expect(await ended('exit', 'failed')).toEqual(['exited', 'not_sent']);
    expect(await ended('exit', 'expired')).toEqual(['exited', 'not_sent']);
  });

  it('is passed over otherwise', async () => {
    expect(await ended('continue', 'skipped')).toEqual(['active', null]);
    expect(await ended('exit', 'accepted')).toEqual(['active', null]);
  });
});
