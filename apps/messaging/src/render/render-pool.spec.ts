import type { EmailContent, JsonObject } from '@rapport/contracts';
import { RenderKilledError, RenderPool } from './render-pool.js';
import type { RenderedEmail, RenderInput, RenderOutcome } from './render-protocol.js';

const pool = new RenderPool();
afterAll(() => pool.onApplicationShutdown());

function content(over: Partial<EmailContent> & { html?: string } = {}): EmailContent {
  const { html = '<p>Hello</p>', ...rest } = over;
  return {
    subject: 'Hello',
    from: { name: 'Acme', address: 'hi@acme.test' },
    body: { kind: 'html', html },
    ...rest,
  };
}

let versions = 0;
async function render(
  over: Parameters<typeof content>[0],
  context: JsonObject = {},
  options: { missingVariable?: 'fail' | 'blank'; locale?: string; timeZone?: string } = {},
): Promise<RenderOutcome> {
  const key = `version-${++versions}`;
  const input: RenderInput = { context, timeZone: options.timeZone ?? 'UTC', locale: options.locale ?? 'en' };
  const sources = { [key]: { content: content(over), missingVariable: options.missingVariable ?? 'blank' } };
  const [outcome] = await pool.renderPage(sources, [{ ...input, source: key }]);
  return outcome as RenderOutcome;
}
async function rendered(...all: Parameters<typeof render>): Promise<RenderedEmail> {
  const outcome = await render(...all);
  if (!outcome.ok) throw new Error(`${outcome.reason}: ${outcome.detail}`);
  return outcome.email;
}
const bodyOf = (email: RenderedEmail): string => /<body>(.*)<\/body>/s.exec(email.html)?.[1] ?? email.html;

describe('a rendered email', () => {
  const ada = {
    profile: { traits: { firstName: 'Ada <3', bio: '{{ 7 | times: 7 }}' }, timeZone: 'Europe/Berlin' },
  };

  it('escapes what it prints into HTML and leaves the subject as it is', async () => {
    const email = await rendered(
      { subject: 'For {{ profile.traits.firstName }}', html: '<p>{{ profile.traits.firstName }}</p>' },
      ada,
    );
    expect(email.subject).toBe('For Ada <3');
    expect(bodyOf(email)).toBe('<p>Ada &lt;3</p>');
    expect(email.text).toBe('Ada <3');
  });

  it('never renders what a person wrote a second time', async () => {
    expect(bodyOf(await rendered({ html: '{{ profile.traits.bio }}' }, ada))).toBe('{{ 7 | times: 7 }}');
  });

  it('names the variable that is missing under the strict policy, and only then', async () => {
    const html = '{{ event.properties.plan }}';
    expect(await render({ html }, { event: { properties: {} } }, { missingVariable: 'fail' })).toEqual({
      ok: false,
      reason: 'missing_variable',
      detail: 'event.properties.plan (in body.html)',
    });
    expect(bodyOf(await rendered({ html }, {}, { missingVariable: 'blank' }))).toBe('');
    const guarded = '{{ event.properties.plan | default: "free" }}{% if data.x %}x{% endif %}';
    expect(bodyOf(await rendered({ html: guarded }, {}, { missingVariable: 'fail' }))).toBe('free');
  });

  it('writes dates in the zone of the person or the one named, and money as the locale does', async () => {
    const html =
      '{{ event.timestamp | date: "%H:%M" }} {{ event.timestamp | date: "%H:%M", "Asia/Tokyo" }} ' +
      '{{ data.local | date: "%H:%M", "UTC" }} {{ 1234.5 | money: "EUR" }}';
    const context = { event: { timestamp: '2026-07-01T10:00:00.000Z' }, data: { local: '2026-07-01T10:00' } };
    const email = await rendered({ html }, context, { timeZone: 'Europe/Berlin', locale: 'de' });
    expect(bodyOf(email).replaceAll(/\s/gu, ' ')).toBe('12:00 19:00 10:00 1.234,50 €');
  });

  it('puts the preheader first in the body, hidden, and not into the text', async () => {
    const email = await rendered({
      preheader: 'Psst & go',
      html: '<html><body class="x"><p>Hi</p></body></html>',
    });
    expect(email.html).toMatch(/<body class="x"><div style="display:none[^>]*>Psst &#38; go/);
    expect(email.text).toBe('Hi');
    expect(email.preheader).toBe('Psst & go');
  });

  it.each([
    ['<a href="{{ data.u }}">x</a>', 'javascript:alert(1)', '<a href="#">x</a>'],
    ['<a href="{{ data.u }}">x</a>', ' java\tscript:alert(1)', '<a href="#">x</a>'],
    [
      '<a href="{{ data.u }}">x</a>',
      'JAVASCRIPT&colon;alert(1)',
      '<a href="JAVASCRIPT&amp;colon;alert(1)">x</a>',
    ],
    ['<img src="{{ data.u }}">', 'vbscript:x', '<img src="#">'],
    ['<a href="{{ data.u }}">x</a>', 'data:text/html,<script>', '<a href="#">x</a>'],
    ['<a href="java&#115;cript:{{ data.u }}">x</a>', 'alert(1)', '<a href="#">x</a>'],
    [
      '<a href="{{ data.u }}">x</a>',
      'https://a.test/?a=1&b=2',
      '<a href="https://a.test/?a=1&amp;b=2">x</a>',
    ],
    [
      '<p>{{ data.u }}</p>',
      '</p><script>alert(1)</script>',
      '<p>&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;</p>',
    ],
    ['<p>{% cycle data.u, "b" %}</p>', '<b>', '<p>&lt;b&gt;</p>'],
    ['<p>{% echo data.u %}</p>', '<b>', '<p>&lt;b&gt;</p>'],
  ])('renders %s with a hostile value harmless', async (html, u, expected) => {
    expect(bodyOf(await rendered({ html }, { data: { u } }))).toBe(expected);
  });

  it.each(['Hi\r\nBcc: v@x.test', 'Hi\u2028Bcc: v@x.test', 'Hi\u0000\tBcc: v@x.test'])(
    'keeps header fields on one line: %j',
    async (name) => {
      const over = { subject: '{{ data.name }}', headers: { 'X-Name': '{{ data.name }}' } };
      const email = await rendered(
        { ...over, from: { name: '{{ data.name }}', address: 'hi@acme.test' } },
        { data: { name } },
      );
      const line = 'Hi Bcc: v@x.test';
      expect([email.subject, email.headers['X-Name'], email.from.name]).toEqual([line, line, line]);
    },
  );

  it.each([
    'a@b.test\r\nBcc: v@x.test',
    'a@b.test,c@d.test',
    '"x@evil.test y"@ok.test',
    'a b@c.test',
    '',
    'x',
  ])('is not sent from %j', async (address) => {
    const outcome = await render({ from: { address: '{{ data.a }}' } }, { data: { a: address } });
    expect(outcome).toMatchObject({ ok: false, reason: 'invalid_address' });
  });

  it('is not sent with an empty subject', async () => {
    expect(await render({ subject: ' {{ data.x }} ' })).toMatchObject({ ok: false, reason: 'render' });
  });
});

describe('a hostile template', () => {
  /** Each is stopped by a limit, or kills its worker; never more. */
  const exhausting = [
    '{% for i in (1..10000000) %}x{% endfor %}',
    '{% for i in (1..3000) %}{% for j in (1..3000) %}{{ i }}{% endfor %}{% endfor %}',
    '{{ (1..3000000) | sort | size }}',
    '{{ (1..100000000) | size }}',
    '{{ "x" | append: "y" }}{% for i in (1..40) %}{% capture s %}{{ s }}{{ s }}xxxxxxxxxx{% endcapture %}{% endfor %}{{ s | size }}',
    '{% assign s = "xxxxxxxxxx" %}{% for i in (1..40) %}{% assign s = s | append: s %}{% endfor %}{{ s | size }}',
    '{% assign a = "1,2" | split: "," %}{% for i in (1..40) %}{% assign a = a | concat: a %}{% endfor %}{{ a | size }}',
    '{{ "%9999999999d" }}{{ "now" | date: "%9999999999N" }}',
    '{{ "x" | slice: 0, 99999999999 | replace: "x", "xxxxxxxxxxxxxxxx" | split: "" | join: "yyyyyyyyyy" }}{% for i in (1..9000000) %}{% endfor %}',
    '{% tablerow i in (1..10000000) cols:1 %}x{% endtablerow %}',
  ];
  it.each(exhausting)('is stopped: %s', async (html) => {
    const outcome = await render({ html }).catch((error: unknown) => error);
    if (outcome instanceof RenderKilledError) return;
    const { ok } = outcome as RenderOutcome;
    // What finished within the limits printed little.
    if (ok) expect((outcome as { email: RenderedEmail }).email.html.length).toBeLessThan(500_500);
    else expect(outcome).toMatchObject({ ok: false });
  });

  /** Each reads something forbidden: it comes back empty, or is refused. */
  const curious = [
    '{{ profile.constructor }}',
    '{{ profile.constructor.constructor }}',
    '{{ profile.__proto__.toString }}',
    '{{ profile["__proto__"]["constructor"] }}',
    '{{ "".constructor.name }}',
    '{{ profile.traits.list.map }}',
    '{{ profile.traits.list | map: "constructor" }}',
    '{{ globals }}{{ process }}{{ globalThis }}{{ require }}',
    '{{ constructor }}{{ toString }}{{ hasOwnProperty }}{{ __proto__ }}{{ settings }}',
    '{% assign x = profile | map: "__proto__" %}{{ x }}',
    '{% for p in profile.__proto__ %}{{ p }}{% endfor %}',
    '{% assign k = "constructor" %}{{ profile[k] }}{{ profile.traits[k][k] }}',
  ];
  it.each(curious)('reads nothing: %s', async (html) => {
    const email = await rendered({ html }, { profile: { traits: { list: ['a'] } } });
    expect(bodyOf(email).replaceAll(/[\s[\]{}",]/g, '')).toBe('');
  });

  const forbidden = [
    ["{% include '/etc/passwd' %}", 'unknown_tag'],
    ["{% render '/etc/passwd' %}", 'unknown_tag'],
    ["{% layout '../package.json' %}", 'unknown_tag'],
    ['{% block x %}{% endblock %}', 'unknown_tag'],
    ['{{ "a" | where_exp: "x", "x" }}', 'unknown_filter'],
    ['{{ "a" | hmac_sha256: "k" }}', 'unknown_filter'],
    ['{{ list | sample }}', 'unknown_filter'],
    ['{{ x | nosuch }}', 'unknown_filter'],
    ['{{ x', 'template_syntax'],
    ['{% if x %}', 'template_syntax'],
    ['{% nosuch %}', 'unknown_tag'],
    ['x'.repeat(200_001), 'too_large'],
  ] as const;
  it.each(forbidden)('is refused before it is stored: %s', async (html, rule) => {
    const { faults } = await pool.inspect(content({ html: html.slice(0, 200_001) }));
    expect(faults).toEqual([expect.objectContaining({ field: 'body.html', rule })]);
  });

  it('that goes deep is refused or harmless', async () => {
    const html = '{% if true %}'.repeat(12_000) + 'x' + '{% endif %}'.repeat(1);
    const outcome = await pool.inspect(content({ html })).catch((error: unknown) => error);
    if (outcome instanceof RenderKilledError) return;
    expect(outcome).toMatchObject({ faults: [{ field: 'body.html' }] });
  });

  it('leaves the pool able to render the next message', async () => {
    expect(bodyOf(await rendered({ html: '<p>fine</p>' }))).toBe('<p>fine</p>');
  });
});

describe('a preview', () => {
  it('lists every variable, and those that are missing', async () => {
    const source = {
      content: content({
        subject: 'Hi {{ profile.traits.firstName }}',
        html: '{{ event.properties.plan }}{{ data.x | default: 1 }}',
      }),
      missingVariable: 'fail' as const,
    };
    const input = { context: { profile: { traits: { firstName: 'Ada' } } }, timeZone: 'UTC', locale: 'en' };
    const preview = await pool.preview(source, input);
    expect(preview.missing).toEqual(['event.properties.plan']);
    expect(preview.variables).toContainEqual({ name: 'profile.traits.firstName', value: 'Ada', found: true });
    expect(preview.variables).toContainEqual({ name: 'event.properties.plan', value: null, found: false });
    expect(preview.outcome).toMatchObject({ ok: true, email: { subject: 'Hi Ada' } });
  });
});
