import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { headerNames, recordKey, topics } from '@rapport/contracts';
import { createEventBus, type EventBus } from '@rapport/event-bus';
import { newId, systemClock } from '@rapport/kernel';
import {
  anEvent,
  type TestApp,
  testApp,
  type TestDatabase,
  testDatabase,
  type TestWorkspace,
  testWorkspace,
} from '@rapport/testing';
import { ProfilesModule } from '../../../profiles/src/profiles.module.js';

const brokers = process.env.TEST_KAFKA_BROKERS ?? '';
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const file = join(mkdtempSync(join(tmpdir(), 'rapport-example-')), 'changes.ndjson');
const group = `example.${newId()}`;
let test: TestDatabase;
let bus: EventBus;
let profiles: TestApp;
let shop: TestWorkspace;
let example: ChildProcess | undefined;
let printed = '';

beforeAll(async () => {
  test = await testDatabase();
  const database = await test.openAs('bus');
  const onFatal = (error: Error): never => {
    throw error;
  };
  bus = await createEventBus({
    kind: 'kafka',
    database,
    brokers: [brokers],
    clock: systemClock,
    log,
    onFatal,
  });
  profiles = await testApp(test, [ProfilesModule], { bus });
  shop = await testWorkspace(profiles.access);
}, 120_000);
afterAll(async () => {
  example?.kill('SIGKILL');
  await bus?.stop();
  await profiles?.close();
  await test?.close();
});

function start(): ChildProcess {
  const child = spawn(process.execPath, ['consumer.mjs'], {
    cwd: 'examples/activity-consumer',
    env: { PATH: process.env.PATH, KAFKA_BROKERS: brokers, GROUP: group, FILE: file },
  });
  child.stdout.on('data', (text: Buffer) => (printed += text.toString()));
  child.stderr.on('data', (text: Buffer) => (printed += text.toString()));
  return child;
}

function lines(): { id: string; person: string; what: string }[] {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { id: string; person: string; what: string });
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!holds()) {
    if (Date.now() > deadline)
      throw new Error(`it never happened; printed:\n${printed}\n${JSON.stringify(lines())}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function identify(userId: string, plan: string): Promise<void> {
  const { workspaceId, sourceId } = shop;
  const at = new Date().toISOString();
  const event = anEvent({
    ...{ workspaceId, sourceId, type: 'identify', userId, traits: { plan }, timestamp: at, receivedAt: at },
  });
  const headers = { [headerNames.workspace]: workspaceId };
  await bus.append([
    { topic: topics.events, key: recordKey(workspaceId, userId), value: JSON.stringify(event), headers },
  ]);
}

const of = (person: string): string[] =>
  lines()
    .filter((line) => line.person === person)
    .map(({ what }) => what);

describe('the example consumer', () => {
  it('lists every change once, through a kill, repeats, kinds and records that it does not know', async () => {
    example = start();
    await identify('ada', 'free');
    await identify('ada', 'pro');
    await until(() => of('ada').length === 2);
    expect(of('ada')).toEqual(['is new, first seen by identify', 'changed plan']);
    await until(() => printed.includes('ada changed plan'));

    example.kill('SIGKILL');
    for (const n of [1, 2, 3, 4, 5]) await identify('ada', `plan-${n}`);
    const repeat = {
      ...{
        v: 1,
        id: lines()[0]?.id,
        kind: 'event_applied',
        workspaceId: shop.workspaceId,
        profileId: newId(),
      },
      ...{ created: true, changes: [], event: { type: 'identify' }, profile: { userId: 'ada' } },
    };
    const strange = { ...repeat, id: newId(), kind: 'audience_entered', audience: 'later' };
    const more = {
      ...repeat,
      id: newId(),
      changes: [{ trait: 'plan' }],
      created: false,
      field: 'of tomorrow',
    };
    const values = [repeat, strange, { v: 2 }, more].map((one) => JSON.stringify(one));
    await bus.append(
      [...values, 'no json'].map((value) => ({ topic: topics.profileActivity, key: 'by|hand', value })),
    );
    example = start();
    await until(() => of('ada').length === 8);
    await identify('bob', 'free');
    await until(() => of('bob').length === 1);
    expect(of('ada').filter((what) => what === 'changed plan')).toHaveLength(7);
    expect(new Set(lines().map(({ id }) => id)).size).toBe(lines().length);
    await until(() => printed.includes('version 2') && printed.includes('not a JSON object'));
  }, 120_000);

  it('commits its offsets and stops when it is told to', async () => {
    const ended = new Promise<number | null>((resolve) => example?.once('exit', (code) => resolve(code)));
    example?.kill('SIGTERM');
    expect(await ended).toBe(0);
    const before = lines().length;
    example = start();
    await identify('cyd', 'free');
    await until(() => of('cyd').length === 1);
    expect(lines()).toHaveLength(before + 1);
  }, 120_000);
});
