import { newId, publicId } from '@rapport/kernel';
import { simpleParser } from 'mailparser';
import { messagingRoom, type MessagingRoom } from '../delivery/delivery.spec-support.js';

let room: MessagingRoom;
beforeAll(async () => {
  room = await messagingRoom();
});
afterAll(() => room.close());

const wait = { prefer: 'wait=10' };
const inline = {
  subject: 'Hello {{ data.name }}',
  from: { name: 'Acme', address: 'hi@acme.test' },
  headers: { 'X-Campaign': 'spring' },
  body: { kind: 'html', html: '<p>Dear {{ data.name }}, <a href="https://a.test/?x=1&y=2">look</a></p>' },
};
const send = (body: object, headers: Record<string, string> = {}) =>
  room.api('POST', '/api/v1/messages', { channel: 'email', ...body }, headers);

describe('POST /messages', () => {
  it('answers with the planned message, and it is in the mailbox soon after', async () => {
    const templateId = await room.template({ subject: 'Receipt {{ data.orderId }}' });
    const profileId = await room.person({ userId: 'u-1', email: 'grace@acme.test' });
    const sent = await send({
      to: { profile: 'user_id:u-1' },
      templateId,
      data: { orderId: 'A-17' },
      metadata: { order: 'A-17' },
    });
    expect(sent.status).toBe(202);
    expect(sent.headers.location).toBe(`/api/v1/messages/${sent.body.id}`);
    expect(sent.body).toMatchObject({
      channel: 'email',
      messageClass: 'transactional',
      final: false,
      profileId: publicId('prf', profileId),
      templateId,
      origin: { kind: 'api' },
      provider: null,
      metadata: { order: 'A-17' },
    });
    const done = await room.api('GET', `/api/v1/messages/${sent.body.id}`, undefined, wait);
    expect(done.headers['preference-applied']).toBe('wait=10');
    expect(done.body).toMatchObject({
      state: 'delivered',
      final: true,
      subject: 'Receipt A-17',
      address: 'grace@acme.test',
      templateVersion: 1,
      locale: 'en',
      attempts: 1,
      provider: { kind: 'mailbox' },
      links: [],
    });
    expect(done.body.history.map(({ state }: { state: string }) => state)).toEqual([
      'planned',
      'claimed',
      'handed_over',
      'accepted',
      'delivered',
    ]);
    const mailbox = await room.api('GET', '/api/v1/mailbox?recipient=Grace@acme.test', undefined, wait);
    expect(mailbox.body.data[0]).toMatchObject({
      subject: 'Receipt A-17',
      msgId: sent.body.id,
      recipient: 'grace@acme.test',
    });
    const found = await room.api(
      'GET',
      `/api/v1/messages?metadata.order=A-17&profile=user_id:u-1&state=delivered&templateId=${templateId}`,
    );
    expect(found.body.data.map(({ id }: { id: string }) => id)).toEqual([sent.body.id]);
    const own = await room.api('GET', '/api/v1/profiles/user_id%3Au-1/messages');
    expect(own.body.data).toHaveLength(1);
  });

  it('sends inline content to a bare address, and attaches whoever has it', async () => {
    const profileId = await room.person({ email: 'known@acme.test' });
    const known = await send({ to: { address: 'known@acme.test' }, content: inline, data: { name: 'K' } });
    expect(known.body).toMatchObject({
      profileId: publicId('prf', profileId),
      messageClass: 'marketing',
      address: 'known@acme.test',
    });
    const stranger = await send({ to: { address: 'new@acme.test' }, content: inline, data: { name: 'N' } });
    expect(stranger.body.profileId).toBeNull();
    await room.api('GET', `/api/v1/messages/${stranger.body.id}`, undefined, wait);
    const content = await room.api('GET', `/api/v1/messages/${stranger.body.id}/content`);
    expect(content.body).toMatchObject({
      to: 'new@acme.test',
      subject: 'Hello N',
      headers: { 'X-Campaign': 'spring' },
      body: null,
    });
    expect(content.body.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is found by its address in any case, like the captured message', async () => {
    const sent = await send({ to: { address: 'Any.Case@acme.test' }, content: inline, data: { name: 'A' } });
    const found = await room.api('GET', '/api/v1/messages?address=any.CASE@acme.test');
    expect(found.body.data).toMatchObject([{ id: sent.body.id, address: 'Any.Case@acme.test' }]);
  });

  it('is one message under an Idempotency-Key, two without', async () => {
    const body = { to: { address: 'twice@acme.test' }, content: inline, data: { name: 'T' } };
    const key = { 'idempotency-key': newId() };
    const [first, second, third] = [await send(body, key), await send(body, key), await send(body)];
    expect(second.body.id).toBe(first.body.id);
    expect(third.body.id).not.toBe(first.body.id);
    await room.api('GET', `/api/v1/messages/${third.body.id}`, undefined, wait);
    await room.api('GET', `/api/v1/messages/${first.body.id}`, undefined, wait);
    const { body: mailbox } = await room.api('GET', '/api/v1/mailbox?recipient=twice@acme.test');
    expect(mailbox.data).toHaveLength(2);
  });

  it.each([
    ['metadata.order=%00', 'query.metadata.order pattern'],
    ['templateId=a%00', 'query.templateId pattern'],
    ['from=2026-02-30T00:00:00Z', 'query.from date_time'],
  ])('refuses what PostgreSQL cannot read, as in ?%s', async (query, fault) => {
    const answer = await room.api('GET', `/api/v1/messages?${query}`);
    const [first] = answer.body.errors as { field: string; rule: string }[];
    expect([answer.status, `${first?.field} ${first?.rule}`]).toEqual([400, fault]);
  });

  it.each([
    ['/api/v1/messages?profile=nobody', 'query.profile'],
    ['/api/v1/profiles/nobody/messages', 'path.ref'],
    ['/api/v1/profiles/user_id%3Anobody%00/messages', 'path.ref'],
  ])('names the field that is no reference in %s', async (path, field) => {
    const answer = await room.api('GET', path);
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_reference']);
    expect(answer.body.errors).toEqual([{ field, rule: 'format', message: 'must be prf_… or type:value' }]);
  });

  it.each([
    [{ to: { profile: 'user_id:nobody' }, content: inline }, 422, 'unknown_ref', 'to.profile'],
    [{ to: { profile: 'nobody' }, content: inline }, 400, 'invalid_reference', 'to.profile'],
    [{ to: { address: 'a@b.test,c@d.test' }, content: inline }, 422, 'invalid_address', 'to.address'],
    [{ to: { address: 'a@b.test\r\nBcc: v@x.test' }, content: inline }, 422, 'invalid_address', 'to.address'],
    [{ to: { address: '+4915112345678' }, content: inline }, 422, 'invalid_address', 'to.address'],
    [{ to: {}, content: inline }, 400, 'validation_failed', 'to'],
    [{ to: { address: 'a@b.test' } }, 400, 'validation_failed', 'templateId'],
    [{ to: { address: 'a@b.test' }, templateId: 'tpl_x' }, 422, 'unknown_ref', 'templateId'],
    [
      { to: { address: 'a@b.test' }, content: { ...inline, subject: '{{ x' } },
      422,
      'template_error',
      'content.subject',
    ],
    [
      { to: { address: 'a@b.test' }, content: { ...inline, subject: '{{ nope | default: 1 }}' } },
      422,
      'template_error',
      'content.subject',
    ],
    [
      {
        to: { address: 'a@b.test' },
        content: { ...inline, body: { kind: 'html', html: '<a href="javascript:x">y</a>' } },
      },
      422,
      'template_error',
      'content.body.html',
    ],
    [{ to: { address: 'a@b.test' }, content: inline, sendAt: 'x' }, 400, 'unknown_field', 'sendAt'],
    [
      { to: { address: 'a@b.test' }, content: inline, expiresAt: '2020-01-01T00:00:00Z' },
      400,
      'validation_failed',
      'expiresAt',
    ],
    [
      { to: { address: 'a@b.test' }, content: inline, metadata: { a: 1 } },
      400,
      'validation_failed',
      'metadata.a',
    ],
  ])('refuses case %#', async (body, status, code, field) => {
    const answer = await send(body);
    expect([answer.status, answer.body.code, answer.body.errors?.[0]?.field]).toEqual([status, code, field]);
  });

  it('lets nobody but an administrator change the class of a template', async () => {
    const templateId = await room.template({}, 'marketing');
    const authorization = await room.workspace.bearer('messages:send');
    const body = { to: { address: 'a@b.test' }, templateId, messageClass: 'transactional' };
    const refused = await send(body, { authorization });
    expect([refused.status, refused.body.requiredScope]).toEqual([403, '*']);
    expect((await send(body)).status).toBe(202);
  });
});

describe('the mailbox', () => {
  it('shows a captured message whole, raw, and as a page that runs nothing', async () => {
    const sent = await send({
      to: { address: 'raw@acme.test' },
      content: inline,
      data: { name: '<b>R</b>' },
    });
    const { body: list } = await room.api('GET', `/api/v1/mailbox?msgId=${sent.body.id}`, undefined, wait);
    const { id } = list.data[0];
    const detail = await room.api('GET', `/api/v1/mailbox/${id}`);
    expect(detail.body.links).toEqual([{ text: 'look', url: 'https://a.test/?x=1&y=2' }]);
    expect(detail.body.headers).toMatchObject({ To: 'raw@acme.test', 'X-Campaign': 'spring' });
    const raw = await room.api('GET', `/api/v1/mailbox/${id}/raw`);
    expect(raw.headers['content-type']).toBe('message/rfc822');
    const parsed = await simpleParser(raw.text);
    expect(parsed.messageId).toBe(`<${sent.body.id}@acme.test>`);
    expect(parsed.html).toContain('Dear &lt;b&gt;R&lt;/b&gt;');
    expect((await room.api('GET', `/api/v1/mailbox/${id}/raw`)).text).toBe(raw.text);
    const page = await room.api('GET', `/api/v1/mailbox/${id}/html`);
    expect(page.headers['content-security-policy']).toContain('sandbox;');
    expect(page.headers['content-type']).toContain('text/html');
    expect((await room.api('DELETE', `/api/v1/mailbox/${id}`)).status).toBe(204);
    expect((await room.api('GET', `/api/v1/mailbox/${id}`)).status).toBe(404);
    expect((await room.api('DELETE', '/api/v1/mailbox')).status).toBe(204);
    expect((await room.api('GET', '/api/v1/mailbox')).body.data).toEqual([]);
    expect((await room.api('GET', `/api/v1/messages/${sent.body.id}/content`)).status).toBe(200);
  });
});

describe('POST /render', () => {
  it('shows a draft as a person, lists what is missing, and serves the page for a while', async () => {
    await room.person({ userId: 'p-1', traits: { firstName: 'Ada' } });
    const created = await room.api('POST', '/api/v1/templates', {
      name: 'Preview',
      channel: 'email',
      draft: {
        defaultLocale: 'en',
        variants: {
          en: { ...inline, subject: '{{ profile.traits.firstName }} {{ profile.traits.plan }} {{ oops.x }}' },
        },
      },
    });
    const rendered = await room.api('POST', '/api/v1/render', {
      templateId: created.body.id,
      profile: 'user_id:p-1',
      data: { name: 'A' },
    });
    expect(rendered.status).toBe(200);
    expect(rendered.body).toMatchObject({
      locale: 'en',
      subject: 'Ada',
      from: { name: 'Acme', address: 'hi@acme.test' },
    });
    expect(rendered.body.missing).toEqual(['profile.traits.plan', 'oops.x']);
    expect(rendered.body.problems.map(({ code }: { code: string }) => code)).toEqual(['unknown_variable']);
    const page = await room.app.app.inject({ method: 'GET', url: rendered.body.previewUrl });
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.body).toContain('Dear A');
    await room.database.query(`UPDATE messaging.previews SET expires_at = now() - interval '1 second'`);
    expect((await room.app.app.inject({ method: 'GET', url: rendered.body.previewUrl })).statusCode).toBe(
      410,
    );
    expect((await room.app.app.inject({ method: 'GET', url: '/preview/unknown' })).statusCode).toBe(404);
  });

  it('says where the Liquid is wrong', async () => {
    const content = { ...inline, body: { kind: 'html', html: 'a\nb {{ x | nosuch }}' } };
    const answer = await room.api('POST', '/api/v1/render', { channel: 'email', content });
    expect(answer.body).toMatchObject({ status: 422, code: 'template_error' });
    expect(answer.body.errors[0]).toMatchObject({ field: 'content.body.html', rule: 'unknown_filter' });
    expect(answer.body.errors[0].message).toContain('line 2');
  });

  it('shows a person only to whoever may see people', async () => {
    await room.person({ userId: 'p-2' });
    const authorization = await room.workspace.bearer('templates:read');
    const body = { channel: 'email', content: inline, profile: 'user_id:p-2' };
    expect((await room.api('POST', '/api/v1/render', body, { authorization })).status).toBe(403);
  });
});
