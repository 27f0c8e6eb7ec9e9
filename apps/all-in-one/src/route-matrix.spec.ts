import {
  routeMatrixFaults,
  type TestApp,
  testApp,
  type TestDatabase,
  testDatabase,
  testWorkspace,
} from '@rapport/testing';
import { doors } from './doors.js';

/** Who may call what. A route that is missing here fails the test: whoever adds one decides in the open. */
const listed = {
  'GET /api/v1/api-keys': 'team:write',
  'POST /api/v1/api-keys': 'team:write',
  'DELETE /api/v1/api-keys/:id': 'team:write',
  'PATCH /api/v1/api-keys/:id': 'team:write',
  'GET /api/v1/events': 'events:read',
  'POST /api/v1/events': 'events:send,write_key',
  'GET /api/v1/events/stats': 'events:read',
  'GET /api/v1/events/stream': 'events:read',
  'GET /api/v1/journeys': 'journeys:read',
  'POST /api/v1/journeys': 'journeys:write',
  'GET /api/v1/journeys/:ref': 'journeys:read',
  'PATCH /api/v1/journeys/:ref': 'journeys:write',
  'POST /api/v1/journeys/:ref/archive': 'journeys:write',
  'DELETE /api/v1/journeys/:ref/draft': 'journeys:write',
  'GET /api/v1/journeys/:ref/draft': 'journeys:read',
  'PUT /api/v1/journeys/:ref/draft': 'journeys:write',
  'POST /api/v1/journeys/:ref/draft/check': 'journeys:read',
  'POST /api/v1/journeys/:ref/pause': 'journeys:publish',
  'POST /api/v1/journeys/:ref/publish': 'journeys:publish',
  'POST /api/v1/journeys/:ref/resume': 'journeys:publish',
  'GET /api/v1/journeys/:ref/runs': 'journeys:read',
  'POST /api/v1/journeys/:ref/unarchive': 'journeys:write',
  'GET /api/v1/journeys/:ref/versions': 'journeys:read',
  'GET /api/v1/journeys/:ref/versions/:version': 'journeys:read',
  'DELETE /api/v1/mailbox': 'messages:content',
  'GET /api/v1/mailbox': 'messages:content',
  'DELETE /api/v1/mailbox/:id': 'messages:content',
  'GET /api/v1/mailbox/:id': 'messages:content',
  'GET /api/v1/mailbox/:id/html': 'messages:content',
  'GET /api/v1/mailbox/:id/raw': 'messages:content',
  'GET /api/v1/messages': 'messages:read',
  'POST /api/v1/messages': 'messages:send',
  'GET /api/v1/messages/:id': 'messages:read',
  'GET /api/v1/messages/:id/content': 'messages:content',
  'GET /api/v1/openapi.json': 'public',
  'GET /api/v1/profiles': 'profiles:read',
  'GET /api/v1/profiles/:ref': 'profiles:read',
  'GET /api/v1/profiles/:ref/events': 'profiles:read',
  'GET /api/v1/profiles/:ref/messages': 'messages:read',
  'GET /api/v1/profiles/:ref/runs': 'journeys:read',
  'POST /api/v1/render': 'templates:read',
  'GET /api/v1/runs/:runId': 'journeys:read',
  'POST /api/v1/sessions': 'public',
  'DELETE /api/v1/sessions/current': 'session',
  'GET /api/v1/sessions/current': 'session',
  'GET /api/v1/setup': 'optional',
  'POST /api/v1/setup': 'public',
  'GET /api/v1/sources': 'sources:read',
  'POST /api/v1/sources': 'sources:write',
  'GET /api/v1/sources/:id': 'sources:read',
  'PATCH /api/v1/sources/:id': 'sources:write',
  'POST /api/v1/sources/:id/archive': 'sources:write',
  'GET /api/v1/sources/:id/snippets': 'sources:read',
  'POST /api/v1/sources/:id/unarchive': 'sources:write',
  'POST /api/v1/sources/:id/write-keys': 'sources:write',
  'DELETE /api/v1/sources/:id/write-keys/:keyId': 'sources:write',
  'GET /api/v1/templates': 'templates:read',
  'POST /api/v1/templates': 'templates:write',
  'GET /api/v1/templates/:ref': 'templates:read',
  'PATCH /api/v1/templates/:ref': 'templates:write',
  'POST /api/v1/templates/:ref/archive': 'templates:write',
  'DELETE /api/v1/templates/:ref/draft': 'templates:write',
  'GET /api/v1/templates/:ref/draft': 'templates:read',
  'PUT /api/v1/templates/:ref/draft': 'templates:write',
  'POST /api/v1/templates/:ref/draft/check': 'templates:read',
  'POST /api/v1/templates/:ref/publish': 'templates:write',
  'POST /api/v1/templates/:ref/unarchive': 'templates:write',
  'GET /api/v1/templates/:ref/versions': 'templates:read',
  'GET /api/v1/templates/:ref/versions/:version': 'templates:read',
  'GET /api/v1/workspaces': 'workspace:read',
  'GET /api/v1/workspaces/:id': 'workspace:read',
  'PATCH /api/v1/workspaces/:id': 'workspace:write',
  'GET /docs': 'public',
  'GET /docs/:file': 'public',
  'GET /healthz': 'public',
  'GET /metrics': 'public',
  'GET /preview/:id': 'public',
  'GET /readyz': 'public',
};

describe('every route of every service', () => {
  let test: TestDatabase;
  let running: TestApp;
  beforeAll(async () => {
    test = await testDatabase();
    running = await testApp(test, doors);
  }, 60_000);
  afterAll(async () => {
    await running?.close();
    await test.close();
  });

  it('is listed, and opens to the credentials it is listed with and to no other', async () => {
    const workspace = await testWorkspace(running.access);
    expect(await routeMatrixFaults(running, workspace, listed)).toEqual([]);
  }, 60_000);
});
