import type { JudgedEvent } from '@rapport/events';
import { rejection } from '@rapport/events';
import { aDoor, aGrant, writeKey } from '../wire/wire.spec-support.js';
import type { Door } from '../wire/wire.spec-support.js';
import { PipelineUnavailableError } from './pipeline-stage.js';
import type { PipelineStage, StageDirectory } from './pipeline-stage.js';

const named = (event: JudgedEvent, name: string): JudgedEvent => ({
  ...event,
  content: { ...event.content, name },
});
const forSource = (stage: PipelineStage): StageDirectory => ({
  stageOf: (sourceId) => (sourceId === aGrant().sourceId ? stage : undefined),
});
const renaming = (suffix: string): PipelineStage => ({
  run: (events) => events.map((event) => ({ pass: [named(event, `${event.content.name}${suffix}`)] })),
});

const doors: Door[] = [];
async function aDoorWith(...stages: PipelineStage[]): Promise<Door> {
  const door = await aDoor({ [writeKey]: aGrant({ kind: 'browser' }) }, stages.map(forSource));
  doors.push(door);
  return door;
}
afterEach(async () => {
  for (const door of doors.splice(0)) await door.close();
});

const batch = (...events: object[]): string => JSON.stringify({ writeKey, batch: events });
const order = { type: 'track', event: 'Order', userId: 'u1', messageId: 'm1' };
const send = (door: Door, body: string) => door.send('POST', '/v1/batch', {}, body);

describe('the pipeline of a source', () => {
  it('takes what was judged good through its stages, in order, and stores what comes out', async () => {
    const door = await aDoorWith(renaming('-1'), {
      run: async (events) => renaming('-2').run(events, {} as never),
    });
    const answer = await send(door, batch(order, { type: 'track', event: 'No one' }));
    expect(answer.json).toMatchObject({ accepted: 1, rejected: [{ index: 1, code: 'no_identity' }] });
    expect(door.bus.events).toMatchObject([{ name: 'Order-1-2', messageId: 'm1', index: 0 }]);
  });

  it('keeps the sum of the item as sent, so that a retry is a duplicate and another body a conflict', async () => {
    const [plain, changing] = [await aDoorWith(), await aDoorWith(renaming('!'))];
    for (const door of [plain, changing]) await send(door, batch(order));
    expect(changing.bus.events[0]?.payloadSha).toBe(plain.bus.events[0]?.payloadSha);
    expect((await send(changing, batch(order))).json).toMatchObject({ accepted: 0, duplicates: 1 });
  });

  it('shows the stages the address of the sender, and adds it for none that took it out', async () => {
    const seen: unknown[] = [];
    const door = await aDoorWith({
      run: (events) =>
        events.map((event) => {
          const { ip, ...context } = event.content.context;
          seen.push(ip);
          return { pass: [{ ...event, content: { ...event.content, context } }] };
        }),
    });
    await send(door, batch(order));
    expect(seen).toEqual(['127.0.0.1']);
    expect(door.bus.events[0]?.context).not.toHaveProperty('ip');
  });

  it('stores every event of a split, and answers for the item once', async () => {
    const door = await aDoorWith({
      run: (events) =>
        events.map((event) => ({ pass: [event, { ...named(event, 'Line'), messageId: 'm1.2' }] })),
    });
    const answer = await send(door, batch(order));
    expect(answer.text).toBe('{"success":true}');
    expect(door.bus.events.map(({ messageId, name }) => [messageId, name])).toEqual([
      ['m1', 'Order'],
      ['m1.2', 'Line'],
    ]);
  });

  it('sets the whole item aside, as it was sent, when a stage refuses one of its events', async () => {
    const refusing: PipelineStage = {
      run: (events) =>
        events.map((event) =>
          event.messageId === 'm1.2'
            ? { refuse: rejection('violates_tracking_plan', ['event'], 'is not planned') }
            : { pass: [event] },
        ),
    };
    const splitting: PipelineStage = {
      run: (events) =>
        events.map((event) => ({ pass: [event, { ...event, messageId: `${event.messageId}.2` }] })),
    };
    const door = await aDoorWith(splitting, refusing);
    const answer = await send(door, batch(order, { ...order, messageId: 'm2' }));
    expect(answer.json).toMatchObject({
      accepted: 1,
      rejected: [{ index: 0, messageId: 'm1', code: 'violates_tracking_plan' }],
    });
    expect(door.bus.events.map(({ messageId }) => messageId)).toEqual(['m2', 'm2.2']);
    const [letter] = door.bus.deadLetters;
    expect(JSON.parse(Buffer.from(letter?.payload ?? '', 'base64').toString())).toEqual(order);
  });

  it('refuses the request with 503 when it cannot run, and stores nothing', async () => {
    const door = await aDoorWith({
      run: () => {
        throw new PipelineUnavailableError('no room');
      },
    });
    const answer = await send(door, batch(order));
    expect([answer.status, answer.headers['x-refused']]).toEqual([503, 'admission']);
    expect(door.bus.messages).toEqual([]);
  });
});
