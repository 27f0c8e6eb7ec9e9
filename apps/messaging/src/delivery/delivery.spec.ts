import { newId } from '@rapport/kernel';
import {
  aSend,
  eventually,
  journeyOrigin,
  messagingRoom,
  sendRecord,
  templateRef,
  type MessagingRoom,
} from './delivery.spec-support.js';
import { CancelPlanned } from './cancel-planned.js';

let room: MessagingRoom;
beforeAll(async () => {
  room = await messagingRoom();
});
afterAll(() => room.close());

const historyOf = async (msgId: string) =>
  (
    await room.database.query<{ state: string; reason: string | null }>(
      'SELECT state, reason FROM messaging.message_history WHERE msg_id = $1 ORDER BY sequence',
      [msgId],
    )
  ).map(({ state, reason }) => (reason ? `${state}: ${reason}` : state));
const captured = (msgId: string) =>
  room.database.query('SELECT * FROM messaging.mailbox WHERE msg_id = $1', [msgId]);

describe('a send', () => {
  it('becomes a personal message in the mailbox, every state of it recorded', async () => {
    const template = await room.template({ subject: 'Hello {{ profile.traits.firstName }}' });
    const profileId = await room.person({ email: 'grace@acme.test', traits: { firstName: 'Grace' } });
    const msgId = await room.send({ profileId, template: templateRef(template) });
    const row = await room.reaches(msgId, 'delivered');
    expect(row).toMatchObject({ subject: 'Hello Grace', address: 'grace@acme.test', attempts: 1 });
    expect(await historyOf(msgId)).toEqual(['planned', 'claimed', 'handed_over', 'accepted', 'delivered']);
    expect(await captured(msgId)).toHaveLength(1);
  });

  it('that is decided many times has one effect', async () => {
    const template = await room.template();
    const profileId = await room.person();
    const send = aSend(room.workspace.workspaceId, { profileId, template: templateRef(template) });
    await room.bus.append(Array.from({ length: 20 }, () => sendRecord(send)));
    await room.reaches(send.msgId, 'delivered');
    await room.bus.append([sendRecord(send)]);
    const after = await room.send({ profileId, template: templateRef(template) });
    await room.reaches(after, 'delivered');
    expect(await captured(send.msgId)).toHaveLength(1);
    expect(await historyOf(send.msgId)).toHaveLength(5);
  });

  it('uses the version that is current when it is sent, in the language of the person', async () => {
    const created = await room.api('POST', '/api/v1/templates', {
      name: 'Two languages',
      channel: 'email',
      draft: {
        defaultLocale: 'en',
        variants: {
          en: { subject: 'Hello', from: { address: 'a@b.test' }, body: { kind: 'html', html: 'x' } },
          de: { subject: 'Hallo', from: { address: 'a@b.test' }, body: { kind: 'html', html: 'x' } },
        },
      },
    });
    await room.api('POST', `/api/v1/templates/${created.body.id}/publish`, {});
    const profileId = await room.person({ locale: 'de-CH' });
    const msgId = await room.send({ profileId, template: templateRef(created.body.id) });
    expect(await room.reaches(msgId, 'delivered')).toMatchObject({
      subject: 'Hallo',
      locale: 'de',
      template_version: 1,
    });
  });

  it.each([
    ['skipped: no_address', { email: null }, {}],
    ['failed: invalid_address', { email: 'a@b.test,c@d.test' }, {}],
    ['failed: missing_variable', {}, { subject: '{{ event.properties.plan }}' }],
    ['failed: render', {}, { subject: '{{ data.nothing | default: " " }}' }],
    ['failed: invalid_address', {}, { from: { address: '{{ data.from | default: "nobody" }}' } }],
  ])('that cannot be sent says why: %s', async (expected, person, content) => {
    const template = await room.template(content);
    const profileId = await room.person(person);
    const msgId = await room.send({ profileId, template: templateRef(template) });
    await room.reaches(msgId, 'skipped', 'failed');
    expect((await historyOf(msgId)).at(-1)).toBe(expected);
    expect(await captured(msgId)).toHaveLength(0);
  });

  it('names the variable that was missing', async () => {
    const template = await room.template({ html: '{{ event.properties.plan }}' });
    const msgId = await room.send({ profileId: await room.person(), template: templateRef(template) });
    expect((await room.reaches(msgId, 'failed')).detail).toBe('event.properties.plan (in body.html)');
  });

  it('that is too late is expired', async () => {
    const template = await room.template();
    const expiresAt = '2020-01-01T00:00:00.000Z';
    const msgId = await room.send({
      profileId: await room.person(),
      template: templateRef(template),
      expiresAt,
    });
    await room.reaches(msgId, 'expired');
  });

  it('that nobody can read is set aside, and its neighbours are not held up', async () => {
    const template = await room.template();
    const profileId = await room.person();
    const good = aSend(room.workspace.workspaceId, { profileId, template: templateRef(template) });
    const bad = { ...sendRecord(good), value: '{"v":1}' };
    await room.bus.append([bad, { ...bad, value: 'x' }, sendRecord(good)]);
    await room.reaches(good.msgId, 'delivered');
  });
});

describe('calling off', () => {
  it('stops what was planned for a run, also what is decided later', async () => {
    const cancel = room.app.app.get(CancelPlanned);
    const runId = newId();
    await room.database.transaction((tx) =>
      cancel.execute(tx, room.workspace.workspaceId, 'run', [runId], 'run_exited'),
    );
    const template = await room.template();
    const msgId = await room.send({
      profileId: await room.person(),
      template: templateRef(template),
      origin: journeyOrigin(runId),
    });
    await room.reaches(msgId, 'cancelled');
    expect((await historyOf(msgId)).at(-1)).toBe('cancelled: run_exited');
  });
});

describe('the activity of messages', () => {
  it('says exactly what the history says', async () => {
    const template = await room.template();
    const msgId = await room.send({ profileId: await room.person(), template: templateRef(template) });
    await room.reaches(msgId, 'delivered');
    const seen: string[] = [];
    room.bus.subscribe({
      group: 'rapport.test.activity',
      topic: 'rapport.message-activity.v1',
      database: room.database,
      handle: async (records) => {
        for (const { value } of records) {
          const activity = JSON.parse(value ?? '') as { msgId: string; state: string };
          if (activity.msgId === msgId) seen.push(activity.state);
        }
      },
    });
    await room.bus.start();
    await eventually(
      async () => (seen.length >= 5 ? true : undefined),
      () => seen.join(),
    );
    expect(seen).toEqual(await historyOf(msgId));
  });
});
