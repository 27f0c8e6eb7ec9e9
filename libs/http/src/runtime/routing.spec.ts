import { Body, Controller, Get, HttpCode, Inject, Module, Param, Post, Put, Query } from '@nestjs/common';
import { AnyScope, CurrentWorkspace, Public, RequireScopes } from '@rapport/access';
import { Database, DatabaseModule } from '@rapport/database';
import { FixedClock, ProblemError } from '@rapport/kernel';
import {
  type TestApp,
  testApp,
  type TestDatabase,
  testDatabase,
  type TestWorkspace,
  testWorkspace,
} from '@rapport/testing';
import { IsInt, IsString, MaxLength, ValidateNested } from 'class-validator';
import { Type } from 'class-transformer';
import { gzipSync } from 'node:zlib';
import {
  createIdempotencyKeys,
  OptionalBody,
  OptionalField,
  PageQuery,
  RawBody,
  readBody,
} from '../index.js';
import type { IncomingMessage } from 'node:http';
import { Req } from '@nestjs/common';

class Line {
  @IsString() @MaxLength(5) label: string;
}
class NoteBody {
  @IsString() @MaxLength(5) name: string;
  @IsInt() @OptionalField() size?: number;
  @ValidateNested({ each: true }) @Type(() => Line) @OptionalField() lines?: Line[];
}

@Controller('api/v1/notes')
class NotesController {
  constructor(@Inject(Database) readonly database: Database) {}

  @Get() @AnyScope() list(@Query() query: PageQuery) {
    return { limit: query.limit };
  }
  @Get('boom') @AnyScope() boom(): never {
    throw new Error('canary-in-a-defect ada@canary.test');
  }
  @Get(':id') @RequireScopes('profiles:read') one(
    @Param('id') id: string,
    @CurrentWorkspace() workspaceId: string,
  ) {
    if (id === 'gone') throw new ProblemError('not_found');
    return { id, workspaceId };
  }
  @Post() @RequireScopes('profiles:write') create(@Body() body: NoteBody) {
    return body;
  }
  @Put(':id') @HttpCode(204) @RequireScopes('profiles:write') put(): void {}
  @Post('all-optional') @OptionalBody() @AnyScope() some(@Body() body: object) {
    return body;
  }
}
@Controller('v1')
class WireController {
  @Post('t') @HttpCode(200) @RawBody() @Public() async track(@Req() request: { raw: IncomingMessage }) {
    const body = await readBody(request.raw, { maxBytes: 4096, maxCompressedBytes: 4096 });
    return { bytes: body.length };
  }
}

@Module({
  imports: [
    DatabaseModule.forService({ service: 'profiles', migrations: [createIdempotencyKeys('profiles')] }),
  ],
  controllers: [NotesController, WireController],
})
class NotesModule {}

describe('the management API', () => {
  let test: TestDatabase;
  let running: TestApp;
  let acme: TestWorkspace;
  let bearer: string;
  const clock = new FixedClock(Date.now());
  beforeAll(async () => {
    test = await testDatabase();
    running = await testApp(test, [NotesModule], { clock });
    acme = await testWorkspace(running.access);
    bearer = await acme.bearer('profiles:write');
  });
  beforeEach(() => clock.advance(1000));
  afterAll(async () => {
    await running?.close();
    await test.close();
  });

  const call = (method: string, url: string, options: { headers?: object; body?: string | Buffer } = {}) =>
    running.app.inject({
      method: method as 'GET',
      url,
      headers: { authorization: bearer, ...options.headers } as Record<string, string>,
      ...(options.body !== undefined && { payload: options.body }),
    });
  const post = (body: string | Buffer, headers: object = {}) =>
    call('POST', '/api/v1/notes', { body, headers: { 'content-type': 'application/json', ...headers } });
  const codeOf = (response: { json(): { code?: string } }) => response.json().code;

  it('answers 404 for other case, trailing and doubled slashes, and 405 with Allow for a wrong method', async () => {
    for (const url of [
      '/api/v1/Notes',
      '/api/v1/notes/',
      '/api/v1//notes',
      '//api/v1/notes',
      '/api%2fv1%2fnotes',
    ]) {
      const response = await call('GET', url);
      expect([url, response.statusCode, codeOf(response)]).toEqual([url, 404, 'not_found']);
    }
    const wrong = await call('PATCH', '/api/v1/notes/1');
    expect([wrong.statusCode, codeOf(wrong), wrong.headers.allow]).toEqual([
      405,
      'method_not_allowed',
      'GET, HEAD, PUT',
    ]);
  });

  it('treats HEAD as GET without a body, and guards it alike', async () => {
    const head = await call('HEAD', '/api/v1/notes/1');
    expect([head.statusCode, head.body]).toEqual([200, '']);
    expect((await call('HEAD', '/api/v1/notes/1', { headers: { authorization: '' } })).statusCode).toBe(401);
  });

  it('puts the request id, no-store and the security headers on every answer', async () => {
    const own = await call('GET', '/api/v1/notes/1', { headers: { 'x-request-id': 'my.id-1' } });
    expect(own.headers).toMatchObject({
      'x-request-id': 'my.id-1',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
    const missing = await call('GET', '/api/v1/nowhere', { headers: { 'x-request-id': 'bad id' } });
    expect(missing.headers['x-request-id']).toBe(missing.json<{ requestId: string }>().requestId);
    expect(missing.headers['content-type']).toContain('application/problem+json');
    expect(missing.headers['x-powered-by']).toBeUndefined();
  });

  it('says who is calling before it looks at the body', async () => {
    const nobody = await post('{', { authorization: 'Bearer nonsense', 'content-type': 'text/plain' });
    expect([nobody.statusCode, codeOf(nobody)]).toEqual([401, 'unauthenticated']);
    expect(nobody.headers['www-authenticate']).toBe('Bearer');
    const reader = await acme.bearer('profiles:read');
    const refused = await post('{', { authorization: reader });
    expect([refused.statusCode, refused.json<{ requiredScope: string }>().requiredScope]).toEqual([
      403,
      'profiles:write',
    ]);
  });

  it.each([
    ['', 400, 'empty_body'],
    ['{', 400, 'invalid_json'],
    ['{"a":1,}', 400, 'invalid_json'],
    ['NaN', 400, 'invalid_json'],
    ['[]', 400, 'not_an_object'],
    ['"a"', 400, 'not_an_object'],
    [Buffer.from([0x7b, 0xc3, 0x28, 0x7d]), 400, 'invalid_utf8'],
    ['['.repeat(100_000), 400, 'too_deep'],
    ['{"name":"a","name":"b"}', 400, 'duplicate_key'],
    ['{"name":"a","size":9007199254740993}', 400, 'number_precision'],
    ['{"__proto__":{"polluted":1}}', 400, 'forbidden_key'],
    ['{"name":"a\\u0000"}', 400, 'nul_char'],
    ['{"name":"\\ud800"}', 400, 'bad_unicode'],
    ['{"name":"a","more":1}', 400, 'unknown_field'],
    ['{"name":"a","more":1,"size":"5"}', 400, 'validation_failed'],
    [`{"name":"${'a'.repeat(1024 * 1024)}"}`, 413, 'payload_too_large'],
  ])('refuses the body %#', async (body, status, code) => {
    const response = await post(body);
    expect([response.statusCode, codeOf(response)]).toEqual([status, code]);
    expect(response.body).not.toContain('polluted');
  });

  it('drops a byte order mark and takes gzip', async () => {
    const marked = await post(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('{"name":"a"}')]));
    expect(marked.json()).toEqual({ name: 'a' });
    const zipped = await post(gzipSync('{"name":"b"}'), { 'content-encoding': 'gzip' });
    expect(zipped.json()).toEqual({ name: 'b' });
  });

  it('refuses other encodings and types, bombs and damaged gzip with bounded memory', async () => {
    const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024));
    const before = process.memoryUsage().rss;
    for (const [body, headers, status] of [
      [bomb, { 'content-encoding': 'gzip' }, 413],
      [gzipSync('{"name":"b"}').subarray(0, 15), { 'content-encoding': 'gzip' }, 400],
      ['{"name":"b"}', { 'content-encoding': 'br' }, 415],
      ['{"name":"b"}', { 'content-encoding': 'gzip, gzip' }, 415],
      ['{"name":"b"}', { 'content-type': 'text/plain' }, 415],
      ['{"name":"b"}', { 'content-type': 'application/json; charset=latin1' }, 415],
      ['name=b', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
      ['{"name":"b"}', { 'content-type': 'nonsense' }, 415],
    ] as const) {
      expect([headers, (await post(body, headers)).statusCode]).toEqual([headers, status]);
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 1024 * 1024);
    expect(
      (await post('{"name":"b"}', { 'content-type': 'application/json; charset=UTF-8' })).statusCode,
    ).toBe(201);
  });

  it('names all faults at once, with their paths and rules, and never a value', async () => {
    const response = await post(
      '{"size":"canary","lines":[{"label":"ok"},{"label":"too long","x":1}],"extra":"canary"}',
    );
    expect(response.json()).toMatchObject({
      status: 400,
      code: 'validation_failed',
      type: 'urn:rapport:problem:validation_failed',
      detail: '5 fields are not valid.',
    });
    const { errors } = response.json<{ errors: { field: string; rule: string }[] }>();
    expect(errors.map(({ field, rule }) => `${field} ${rule}`).sort()).toEqual(
      [
        'extra unknown_field',
        'lines[1].label max_length',
        'lines[1].x unknown_field',
        'name required',
        'size type',
      ].sort(),
    );
    expect(response.body).not.toContain('canary');
    expect(response.json<{ errors: object[] }>().errors).toContainEqual({
      field: 'name',
      rule: 'required',
      message: 'is required',
    });
  });

  it('lets a body be missing only where it is optional, and refuses one where none is declared', async () => {
    expect((await call('POST', '/api/v1/notes/all-optional')).json()).toEqual({});
    expect((await call('PUT', '/api/v1/notes/1')).statusCode).toBe(204);
    const json = { 'content-type': 'application/json' };
    expect((await call('PUT', '/api/v1/notes/1', { body: '{}', headers: json })).statusCode).toBe(204);
    const refused = await call('PUT', '/api/v1/notes/1', { body: '{"a":1}', headers: json });
    expect([refused.statusCode, codeOf(refused)]).toEqual([400, 'unknown_field']);
  });

  it('refuses query parameters that the route does not declare, and does not guess at numbers', async () => {
    expect((await call('GET', '/api/v1/notes?limit=7')).json()).toEqual({ limit: 7 });
    for (const [query, code, field] of [
      ['?color=red', 'unknown_parameter', 'query.color'],
      ['?limit=0', 'validation_failed', 'query.limit'],
      ['?limit=101', 'validation_failed', 'query.limit'],
      ['?limit=1e1', 'validation_failed', 'query.limit'],
      ['?limit=1&limit=2', 'validation_failed', 'query.limit'],
    ] as const) {
      const response = await call('GET', `/api/v1/notes${query}`);
      expect([query, response.statusCode, codeOf(response)]).toEqual([query, 400, code]);
      expect(response.json<{ errors: { field: string }[] }>().errors[0]?.field).toBe(field);
    }
    expect(codeOf(await call('GET', '/api/v1/notes/1?color=red'))).toBe('unknown_parameter');
  });

  it('refuses U+0000 in a query parameter by name, so that PostgreSQL never sees it', async () => {
    for (const [query, code, rules] of [
      ['?cursor=a%00b', 'invalid_cursor', ['query.cursor pattern']],
      [
        '?cursor=%00&color=red',
        'validation_failed',
        ['query.color unknown_parameter', 'query.cursor pattern'],
      ],
      ['?color=%00', 'unknown_parameter', ['query.color unknown_parameter']],
    ] as const) {
      const response = await call('GET', `/api/v1/notes${query}`);
      expect([query, response.statusCode, codeOf(response)]).toEqual([query, 400, code]);
      const { errors } = response.json<{ errors: { field: string; rule: string }[] }>();
      expect(errors.map(({ field, rule }) => `${field} ${rule}`)).toEqual(rules);
    }
  });

  it('tells nothing of a defect but the request id, and the log tells nothing of the person', async () => {
    const response = await call('GET', '/api/v1/notes/boom');
    const { requestId } = response.json<{ requestId: string }>();
    expect(response.json()).toEqual({
      type: 'urn:rapport:problem:internal',
      title: 'Something went wrong on our side',
      status: 500,
      code: 'internal',
      requestId,
    });
    const line = running.logged.find((one) => one.event === 'http.defect');
    expect(line).toMatchObject({ requestId, route: '/api/v1/notes/boom' });
    expect(JSON.stringify(line)).not.toContain('canary');
  });

  it('counts requests per credential and answers 429 beyond the limit', async () => {
    const busy = await acme.bearer('profiles:read');
    const answers = await Promise.all(
      Array.from({ length: 130 }, () => call('GET', '/api/v1/notes/1', { headers: { authorization: busy } })),
    );
    const refused = answers.filter((answer) => answer.statusCode === 429);
    expect(refused.length).toBe(30);
    expect(refused[0]?.headers).toMatchObject({
      'retry-after': '1',
      'ratelimit-limit': '100',
      'ratelimit-remaining': '0',
    });
    expect((await call('GET', '/api/v1/notes/1')).statusCode).toBe(200);
  });

  it('leaves a route its own body, whatever the type', async () => {
    for (const headers of [{}, { 'content-type': 'text/plain' }, { 'content-type': ';;;' }]) {
      const response = await call('POST', '/v1/t', {
        body: 'abc',
        headers: { authorization: '', ...headers },
      });
      expect([response.statusCode, response.json()]).toEqual([200, { bytes: 3 }]);
    }
  });
});
