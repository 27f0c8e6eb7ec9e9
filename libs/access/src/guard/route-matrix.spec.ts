import { Controller, Delete, Get, Module, Post } from '@nestjs/common';
import {
  routeMatrixFaults,
  type TestApp,
  testApp,
  type TestDatabase,
  testDatabase,
  type TestWorkspace,
  testWorkspace,
} from '@rapport/testing';
import { AnyScope, Public, RequireScopes, RequireScopesOrWriteKey, SessionRoute } from '../index.js';

@Controller('api/v1/things')
class ThingsController {
  @Get(':id') @RequireScopes('profiles:read') read() {
    return {};
  }
  @Post('send') @RequireScopesOrWriteKey('events:send') send() {
    return {};
  }
  @Get('any') @AnyScope() any() {
    return {};
  }
  @Delete('me') @SessionRoute() leave() {
    return {};
  }
  @Post('login') @Public() login() {
    return {};
  }
}
@Module({ controllers: [ThingsController] })
class ThingsModule {}

const listed = {
  'GET /healthz': 'public',
  'GET /readyz': 'public',
  'GET /metrics': 'public',
  'GET /api/v1/things/:id': 'profiles:read',
  'POST /api/v1/things/send': 'events:send,write_key',
  'GET /api/v1/things/any': 'workspace',
  'DELETE /api/v1/things/me': 'session',
  'POST /api/v1/things/login': 'public',
};

describe('route matrix', () => {
  let test: TestDatabase;
  let running: TestApp;
  let acme: TestWorkspace;
  beforeAll(async () => {
    test = await testDatabase();
    running = await testApp(test, [ThingsModule]);
    acme = await testWorkspace(running.access);
  });
  afterAll(async () => {
    await running?.close();
    await test.close();
  });

  it('finds nothing wrong with routes that are listed and guarded as listed', async () => {
    expect(await routeMatrixFaults(running, acme, listed)).toEqual([]);
  });

  it('fails on a route that nobody listed, one that is gone, and one that opens to others than listed', async () => {
    const { 'GET /api/v1/things/any': _unlisted, ...rest } = listed;
    const wrong = { ...rest, 'GET /api/v1/things/:id': 'profiles:write', 'GET /gone': 'public' };
    expect(await routeMatrixFaults(running, acme, wrong)).toEqual([
      'GET /gone is listed and does not exist',
      'GET /api/v1/things/:id is listed as profiles:write and says: profiles:read',
      'GET /api/v1/things/any (ThingsController.any) is not listed; it says: workspace',
    ]);
  });
});
