import type { ErrorCode } from '@rapport/kernel';
import { newId, ProblemError } from '@rapport/kernel';
import { testDatabase, type TestDatabase } from '@rapport/testing';
import { etagOfObject, hasUnpublishedChanges, statusOf } from '@rapport/versioned';
import { messagingMigrations } from '../persistence/migrations.js';
import { ada, anEmailContent, aTemplateDraft, templatesOn } from './templates.spec-support.js';

let test: TestDatabase;
let room: ReturnType<typeof templatesOn>;
beforeAll(async () => {
  test = await testDatabase({ owner: 'messaging', migrations: messagingMigrations });
  room = templatesOn(test.database);
});
afterAll(async () => {
  await room.pool.onApplicationShutdown();
  await test.close();
});

const attributes = { channel: 'email', messageClass: 'marketing' };
const create = (workspaceId: string, given: { name?: string; key?: string; draft?: unknown } = {}) =>
  room.versioned.editor.create(room.kind, workspaceId, { name: 'Welcome', attributes, ...given }, ada);
const publish = (workspaceId: string, ref: string) =>
  room.versioned.publisher.execute(room.kind, { workspaceId, ref, ifMatch: undefined }, null, ada);

async function refusalOf(work: Promise<unknown>, code: ErrorCode): Promise<ProblemError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ProblemError);
  expect((error as ProblemError).code).toBe(code);
  return error as ProblemError;
}

describe('an object with versions', () => {
  it('takes its key from its name, with a number when that is taken', async () => {
    const workspace = newId();
    const keys = [await create(workspace), await create(workspace), await create(workspace)].map(
      ({ key }) => key,
    );
    expect(keys).toEqual(['welcome', 'welcome-2', 'welcome-3']);
    expect((await create(newId())).key).toBe('welcome');
    await refusalOf(create(workspace, { key: 'welcome', draft: { broken: true } }), 'key_taken');
  });

  it('counts versions, keeps them unchanged, and refuses to publish the same twice', async () => {
    const workspace = newId();
    const { key } = await create(workspace, { draft: aTemplateDraft() });
    const first = await publish(workspace, key);
    expect([first.publishedVersion, statusOf(first), hasUnpublishedChanges(first)]).toEqual([
      1,
      'published',
      false,
    ]);
    await refusalOf(publish(workspace, key), 'state_conflict');
    const expected = { workspaceId: workspace, ref: key, ifMatch: etagOfObject(first) };
    const edited = await room.versioned.editor.putDraft(
      room.kind,
      expected,
      aTemplateDraft({ subject: 'Two' }),
      ada,
    );
    expect(hasUnpublishedChanges(edited)).toBe(true);
    expect((await publish(workspace, key)).publishedVersion).toBe(2);
    const { version } = await room.versioned.finder.version(room.kind, workspace, key, '1');
    expect(version.content).toEqual(aTemplateDraft());
    expect(version.checksum).toBe(first.publishedChecksum);
    await refusalOf(room.versioned.finder.version(room.kind, workspace, key, '3'), 'not_found');
  });

  it('refuses a stale edit with what stands now, and writes nothing', async () => {
    const workspaceId = newId();
    const { key } = await create(workspaceId, { draft: aTemplateDraft() });
    const edit = (ifMatch: string | undefined) =>
      room.versioned.editor.putDraft(
        room.kind,
        { workspaceId, ref: key, ifMatch, ifMatchRequired: true },
        aTemplateDraft({ subject: 'Mine' }),
        ada,
      );
    await refusalOf(edit(undefined), 'if_match_required');
    const stale = await refusalOf(edit('"old"'), 'stale_revision');
    const now = await room.versioned.finder.get(room.kind, workspaceId, key);
    expect(stale.extra?.current).toMatchObject({ etag: etagOfObject(now), changedBy: ada });
    expect(now.draft).toEqual(aTemplateDraft());
    expect((await edit('*')).draft?.variants.en?.subject).toBe('Mine');
  });

  it('lets one of two editors win', async () => {
    const workspaceId = newId();
    const created = await create(workspaceId, { draft: aTemplateDraft() });
    const expected = { workspaceId, ref: created.key, ifMatch: etagOfObject(created) };
    const edits = await Promise.allSettled(
      ['A', 'B'].map((subject) =>
        room.versioned.editor.putDraft(room.kind, expected, aTemplateDraft({ subject }), ada),
      ),
    );
    expect(edits.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('goes back to the published version, or says that there is none', async () => {
    const workspaceId = newId();
    const { key } = await create(workspaceId, { draft: aTemplateDraft() });
    const expected = { workspaceId, ref: key, ifMatch: undefined };
    await refusalOf(room.versioned.editor.discardDraft(room.kind, expected, ada), 'state_conflict');
    await publish(workspaceId, key);
    await room.versioned.editor.putDraft(room.kind, expected, aTemplateDraft({ subject: 'No' }), ada);
    await room.versioned.editor.discardDraft(room.kind, expected, ada);
    const object = await room.versioned.finder.get(room.kind, workspaceId, key);
    expect([object.draft, hasUnpublishedChanges(object)]).toEqual([aTemplateDraft(), false]);
  });

  it('is not there for another workspace, another kind of id, or a malformed one', async () => {
    const { key } = await create(newId(), { key: 'private' });
    for (const ref of [
      key,
      'tpl_00000000000000000000000000',
      'jrn_00000000000000000000000000',
      'Äh',
      'x'.repeat(300),
    ]) {
      await refusalOf(room.versioned.finder.get(room.kind, newId(), ref), 'not_found');
    }
  });

  it('is listed newest first, by status, tag and text, and pages without gaps', async () => {
    const workspace = newId();
    for (const name of ['One', 'Two', 'Three']) await create(workspace, { name });
    const list = (query: object) =>
      room.versioned.lists.objectsOf(room.kind, workspace, { limit: 25, ...query });
    expect((await list({})).data.map(({ name }) => name)).toEqual(['Three', 'Two', 'One']);
    expect((await list({ q: 't' })).data.map(({ name }) => name)).toEqual(['Three', 'Two']);
    const first = await list({ limit: 2 });
    const second = await list({ limit: 2, cursor: first.nextCursor });
    expect([...first.data, ...second.data].map(({ name }) => name)).toEqual(['Three', 'Two', 'One']);
    await room.versioned.archiver.archive(
      room.kind,
      { workspaceId: workspace, ref: 'two', ifMatch: undefined },
      ada,
    );
    expect((await list({})).data).toHaveLength(2);
    expect((await list({ includeArchived: true })).data).toHaveLength(3);
    expect((await list({ status: ['archived'] })).data.map(({ name }) => name)).toEqual(['Two']);
    await refusalOf(list({ status: ['live'] }), 'validation_failed');
  });
});

describe('a template', () => {
  it.each([
    [{ html: '{{ x | nosuch }}' }, 'draft.variants.en.body.html', 'unknown_filter'],
    [{ html: '{% include "x" %}' }, 'draft.variants.en.body.html', 'unknown_tag'],
    [{ subject: '{{ x' }, 'draft.variants.en.subject', 'template_syntax'],
    [{ subject: 'Hi\r\nBcc: v@x.test' }, 'draft.variants.en.subject', 'template_syntax'],
    [{ subject: 'Hi\u2028there' }, 'draft.variants.en.subject', 'template_syntax'],
    [{ from: { address: 'nobody' } }, 'draft.variants.en.from.address', 'invalid_address'],
    [{ from: { address: 'a@b.test,c@d.test' } }, 'draft.variants.en.from.address', 'invalid_address'],
    [{ replyTo: 'a@b.test\r\nBcc: v@x.test' }, 'draft.variants.en.replyTo', 'invalid_address'],
    [{ replyTo: '"x@evil.test y"@ok.test' }, 'draft.variants.en.replyTo', 'invalid_address'],
    [{ headers: { Bcc: 'v@x.test' } }, 'draft.variants.en.headers.Bcc', 'header_not_allowed'],
    [{ headers: { 'X-A': 'a\nb' } }, 'draft.variants.en.headers.X-A', 'template_syntax'],
    [{ html: 'x'.repeat(200_001) }, 'draft.variants.en.body.html', 'too_large'],
    [{ colour: 'red' }, 'draft.variants.en.colour', 'unknown_field'],
    [{ body: { kind: 'mjml', mjml: '' } as never }, 'draft.variants.en.body.mjml', 'unknown_field'],
  ])('refuses a draft with the fault of case %#', async (given, field, rule) => {
    const draft = {
      defaultLocale: 'en',
      variants: { en: { ...anEmailContent(given as never), ...given, html: undefined } },
    };
    delete (draft.variants.en as { html?: string }).html;
    const refusal = await refusalOf(create(newId(), { draft }), 'template_error');
    expect(refusal.errors?.map((fault) => `${fault.field} ${fault.rule}`)).toContain(`${field} ${rule}`);
  });

  it('shows a wrong variable before it is published, and what was meant', async () => {
    const workspaceId = newId();
    const draft = aTemplateDraft({
      subject: '{{ profile.trait.firstName }} {{ user.name }} {{ event.propertys.x }}',
    });
    const { key } = await create(workspaceId, { draft });
    const problems = await room.versioned.publisher.check(room.kind, workspaceId, key);
    expect(problems.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'unknown_variable: profile.trait does not exist. Did you mean profile.traits?',
      'unknown_variable: user does not exist.',
      'unknown_variable: event.propertys does not exist. Did you mean event.properties?',
    ]);
    const refusal = await refusalOf(publish(workspaceId, key), 'publish_blocked');
    expect(refusal.extra?.problems).toEqual(problems);
  });

  it('names what is missing, odd or dangerous in a draft', async () => {
    const workspaceId = newId();
    const html = `<a href="javascript:x()">x</a><img src="a.png">{{ profile.traits.bio | raw }}${'x'.repeat(95_000)}`;
    const english = anEmailContent({ subject: ' ', preheader: 'Hi', html });
    const german = anEmailContent({ html: '<p>Hallo</p>' });
    const draft = { defaultLocale: 'fr', variants: { en: english, de: german } };
    const { key } = await create(workspaceId, { draft });
    const found = async () =>
      (await room.versioned.publisher.check(room.kind, workspaceId, key)).map(
        ({ severity, code }) => `${severity} ${code}`,
      );
    expect(await found()).toEqual([
      'error default_locale_missing',
      'error empty_subject',
      'error link_scheme',
      'warning near_clip_size',
      'warning image_without_alt',
      'warning raw_trait',
    ]);
    const expected = { workspaceId, ref: key, ifMatch: '*' };
    await room.versioned.editor.putDraft(room.kind, expected, { ...draft, defaultLocale: 'en' }, ada);
    expect(await found()).toContain('warning variant_incomplete');
  });
});
