import type { BusRecord } from '@rapport/event-bus';
import { newId } from '@rapport/kernel';
import { testApp } from '@rapport/testing';
import { IngestionModule } from '../../ingestion.module.js';
import { aQuarantine, letterId } from '../letters.spec-support.js';
import type { Quarantine } from '../letters.spec-support.js';

let quarantine: Quarantine;
/** What two groups saw of the topic that the letters come from. */
const seen = { failing: [] as BusRecord[], other: [] as BusRecord[] };
const groups = { failing: 'rapport.test.failing', other: 'rapport.test.other' };
let broken = false;

beforeAll(async () => {
  quarantine = await aQuarantine((bus, database) => {
    for (const name of ['failing', 'other'] as const) {
      bus.subscribe({
        group: groups[name],
        topic: 'rapport.sends.v1',
        database,
        handle: async (records) => {
          if (name === 'failing' && broken) throw new TypeError('as ever');
          seen[name].push(...records);
        },
      });
    }
  });
}, 60_000);
afterAll(() => quarantine.close());
beforeEach(async () => {
  seen.failing = [];
  seen.other = [];
  broken = false;
  await quarantine.database.query('DELETE FROM ingestion.dead_letters');
});

const bad = (messageId: string, given: object = {}) => ({
  type: 'track',
  event: 'Signed Up',
  messageId,
  ...given,
});
/** Lets the door take what it turned away: the plan, transform or rule that refused it has changed. */
const mend = (fields: object) =>
  quarantine.database.query(
    `UPDATE ingestion.dead_letters
        SET payload = convert_to((convert_from(payload, 'UTF8')::jsonb || $1::jsonb)::text, 'UTF8')
      WHERE origin = 'ingest'`,
    [JSON.stringify(fields)],
  );
const one = async (id: string) => (await quarantine.call('GET', `/dead-letters/${id}`)).json;
const acceptedOf = async (prefix: string) =>
  (await quarantine.accepted()).filter(({ messageId }) => messageId.startsWith(prefix));
const consumerLetters = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, i) =>
    quarantine.consumerLetter(Buffer.from(`${prefix} ${i}`), {
      consumerGroup: groups.failing,
      key: `k${i % 7}`,
    }),
  );

describe('replaying what the door turned away', () => {
  it('judges it as if it came at the same moment in the same batch', async () => {
    const sentAt = new Date(Date.now() - 3_600_000).toISOString();
    const timestamp = new Date(Date.now() - 7_200_000).toISOString();
    const context = { library: { name: 'batch' } };
    await quarantine.send([bad('first', { userId: '1' }), bad('again', { timestamp })], { sentAt, context });
    const [letter] = await quarantine.letters();
    await mend({ userId: '42' });
    const operation = await quarantine.settle('replay', { ids: [letter.id] });
    expect(operation).toMatchObject({
      kind: 'replay_dead_letters',
      state: 'succeeded',
      subject: { kind: 'dead_letter', id: letter.id },
      progress: { done: 1, total: 1 },
      createdBy: { kind: 'api_key' },
      result: { dryRun: false, passed: 1, failed: 0, codes: [], rows: [] },
    });
    const [event] = await acceptedOf('again');
    expect(event).toMatchObject({
      userId: '42',
      index: 1,
      mode: 'live',
      receivedAt: letter.receivedAt,
      sentAt,
      originalTimestamp: timestamp,
      context: { library: { name: 'batch' } },
    });
    const moved = Date.parse(event?.receivedAt ?? '') - (Date.parse(sentAt) - Date.parse(timestamp));
    expect(Date.parse(event?.timestamp ?? '')).toBe(moved);
    expect(await one(letter.id)).toMatchObject({ state: 'replayed', operationId: operation.id });
  });

  it('leaves open what fails again, with the reason of now', async () => {
    await quarantine.send([bad('fails')]);
    await mend({ userId: '42', event: null });
    const [letter] = await quarantine.letters();
    const operation = await quarantine.settle('replay', { filter: {} });
    const { code } = await one(letter.id);
    expect(code).not.toBe('no_identity');
    expect(operation.result).toMatchObject({
      passed: 0,
      failed: 1,
      codes: [{ code, count: 1 }],
      rows: [{ id: letter.id, code, field: expect.any(String), message: expect.any(String) }],
    });
    expect(await one(letter.id)).toMatchObject({ state: 'open', attempts: 2 });
    expect(await acceptedOf('fails')).toEqual([]);
  });

  it.each([
    [
      'half a surrogate pair',
      '{"type":"track","event":"E","userId":"1","properties":{"a":"\\ud800"}}',
      'bad_unicode',
    ],
    ['a NUL', '{"type":"track","event":"E","userId":"1","properties":{"a":"\\u0000"}}', 'nul_char'],
    ['a key twice', '{"type":"track","event":"E","userId":"1","userId":"2"}', 'duplicate_key'],
  ])('fails again on %s', async (_name, text, code) => {
    const { url, workspace } = quarantine.door;
    const body = `{"writeKey":"${workspace.writeKey}","batch":[${text}]}`;
    await fetch(`${url}/v1/batch`, { method: 'POST', body });
    await quarantine.caughtUp();
    const { result } = await quarantine.settle('replay', { filter: { code: [code] } });
    expect(result).toMatchObject({ failed: 1, codes: [{ code, count: 1 }] });
  });

  it('says what it would do without doing it', async () => {
    await quarantine.send([bad('dry1'), bad('dry2', { type: 'odd' })]);
    await quarantine.publish(...consumerLetters(1, 'dry'));
    await mend({ userId: '42' });
    const before = await quarantine.letters();
    const { result } = await quarantine.settle('replay', { filter: {}, dryRun: true });
    expect(result).toMatchObject({ dryRun: true, passed: 1, handedOver: 1, failed: 1, notOpen: 0 });
    expect((result as { rows: object[] }).rows).toHaveLength(1);
    expect(await quarantine.letters()).toEqual(before);
    expect(await acceptedOf('dry')).toEqual([]);
    expect(seen.failing).toEqual([]);
  });

  it('tells of what was not kept whole that it cannot be replayed', async () => {
    await quarantine.send([bad('cut', { userId: '1', properties: { text: 'x'.repeat(600 * 1024) } })]);
    await quarantine.send([bad('batch')], { context: { text: 'x'.repeat(5_000) } });
    const before = await quarantine.letters();
    const { result } = await quarantine.settle('replay', { filter: {} });
    expect(result).toMatchObject({ notReplayable: 2, failed: 0 });
    expect((result as { codes: { code: string }[] }).codes.map(({ code }) => code).sort()).toEqual([
      'circumstances_unknown',
      'payload_truncated',
    ]);
    expect(await quarantine.letters()).toEqual(before);
  });

  it('refuses it as of a source that is disabled by now', async () => {
    await quarantine.send([bad('disabled')]);
    await mend({ userId: '42' });
    const enable = (enabled: boolean) =>
      quarantine.door.change('UPDATE access.sources SET enabled = $2 WHERE id = $1', [
        quarantine.door.workspace.sourceId,
        enabled,
      ]);
    await enable(false);
    const { result } = await quarantine.settle('replay', { filter: {} });
    await enable(true);
    expect(result).toMatchObject({ failed: 1, codes: [{ code: 'source_disabled', count: 1 }] });
  });
});

describe('replaying what a consumer could not use', () => {
  it('hands the record to that consumer only, byte by byte, and lists no event twice', async () => {
    const bytes = Buffer.from([0xc3, 0x28, 0x00]);
    const headers = { workspace: quarantine.door.workspace.workspaceId, mine: 'yes' };
    await quarantine.publish(
      quarantine.consumerLetter(bytes, { consumerGroup: groups.failing, key: 'k', headers }),
    );
    const slow = { filter: {}, ratePerSecond: 1 };
    expect(await quarantine.settle('replay', slow)).toMatchObject({ result: { handedOver: 1 } });
    expect(seen.failing.map((record) => record.bytes().equals(bytes))).toEqual([true]);
    expect(seen.failing[0]).toMatchObject({ key: 'k', headers });
    expect(seen.other).toEqual([]);
    expect((await quarantine.letters())[0]).toMatchObject({ state: 'replayed', attempts: 3 });
  });

  it('publishes a tombstone as a tombstone', async () => {
    await quarantine.publish(
      quarantine.consumerLetter(Buffer.alloc(0), { consumerGroup: groups.failing, tombstone: true }),
    );
    await quarantine.settle('replay', { filter: {} });
    expect(seen.failing.map(({ value }) => value)).toEqual([null]);
  });

  it('opens the letter again when the consumer fails again', async () => {
    broken = true;
    const id = newId();
    const given = { id, consumerGroup: groups.failing, attempts: 3 };
    await quarantine.publish(quarantine.consumerLetter(Buffer.from('again'), given));
    await quarantine.settle('replay', { ids: [letterId(id)] });
    expect(await quarantine.letters()).toHaveLength(1);
    expect(await one(letterId(id))).toMatchObject({ state: 'open', attempts: 6, offset: '12', partition: 3 });
    broken = false;
    await quarantine.settle('replay', { ids: [letterId(id)] });
    expect(seen.failing.map(({ value }) => value)).toEqual(['again']);
    expect(await one(letterId(id))).toMatchObject({ state: 'replayed' });
  });

  it('shows an event that a consumer failed on once among the recent ones', async () => {
    await quarantine.send([bad('recent', { userId: '42' })]);
    const [event] = await acceptedOf('recent');
    await quarantine.publish(
      quarantine.consumerLetter(Buffer.from(JSON.stringify(event)), {
        topic: 'rapport.events.v1',
        consumerGroup: 'rapport.profiles.apply',
      }),
    );
    await quarantine.settle('replay', { filter: {} });
    const { data } = (await quarantine.call('GET', '/events?outcome=accepted&limit=100')).json;
    expect(data.filter(({ messageId }) => messageId === 'recent')).toHaveLength(1);
    expect(await acceptedOf('recent')).toHaveLength(1);
  });

  it.each([
    ['a topic that is not ours', { topic: 'rapport.nowhere.v1' }, 'unknown_topic'],
    ['the quarantine itself', { topic: 'rapport.dead-letters.v1' }, 'unknown_topic'],
    ['no group', { consumerGroup: null }, 'unknown_topic'],
    ['a key that no record may have', { key: 'k'.repeat(2_000) }, 'payload_too_large'],
  ])('says of a letter with %s that it cannot be replayed', async (_name, given, code) => {
    await quarantine.publish(quarantine.consumerLetter(Buffer.from('x'), given));
    const { result } = await quarantine.settle('replay', { filter: {} });
    expect(result).toMatchObject({ notReplayable: 1, codes: [{ code, count: 1 }] });
  });
});

describe('replaying many', () => {
  it('gives each its effect once, however many replay the same at the same time', async () => {
    await quarantine.publish(...consumerLetters(120, 'both'));
    const results = await Promise.all(
      [1, 2, 3].map(() => quarantine.settle('replay', { filter: {}, ratePerSecond: 5_000 })),
    );
    expect(seen.failing).toHaveLength(120);
    const handedOver = results.map(({ result }) => (result as { handedOver: number }).handedOver);
    expect(handedOver.reduce((sum, count) => sum + count)).toBe(120);
  });

  it('begins once under one Idempotency-Key', async () => {
    await quarantine.publish(...consumerLetters(1, 'once'));
    const headers = { 'idempotency-key': newId() };
    const [first, second] = [
      await quarantine.call('POST', '/dead-letters/replay', { filter: {} }, headers),
      await quarantine.call('POST', '/dead-letters/replay', { filter: {} }, headers),
    ];
    expect(second.json).toEqual(first.json);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    const location = first.headers.get('location')?.replace('/api/v1', '') ?? '';
    await quarantine.call('GET', location, undefined, { prefer: 'wait=30' });
    await quarantine.caughtUp();
    expect(seen.failing).toHaveLength(1);
  });

  it('goes on after a crash in the middle of 500, and each has its effect once', async () => {
    await quarantine.publish(...consumerLetters(250, 'crash'));
    await quarantine.send(Array.from({ length: 250 }, (_, i) => bad(`crash${i}`)));
    await mend({ userId: '42' });
    // The connection is cut after the second slice has done its work and before it has committed.
    await quarantine.database.query(`
      CREATE FUNCTION ingestion.die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.done = 200 AND NEW.failures = 0 AND OLD.failures = 0 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
        RETURN NEW;
      END $$`);
    await quarantine.database.query(
      `CREATE TRIGGER die BEFORE UPDATE OF done ON ingestion.operations FOR EACH ROW EXECUTE FUNCTION ingestion.die()`,
    );
    const begun = await quarantine.call('POST', '/dead-letters/replay', { filter: {}, ratePerSecond: 5_000 });
    const location = begun.headers.get('location')?.replace('/api/v1', '') ?? '';
    while (
      (await quarantine.database.query('SELECT 1 FROM ingestion.operations WHERE failures > 0')).length === 0
    ) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await quarantine.database.query('DROP TRIGGER die ON ingestion.operations');
    const second = await testApp(quarantine.test, [IngestionModule]);
    const ended = await quarantine.call('GET', location, undefined, { prefer: 'wait=30' });
    expect(ended.json).toMatchObject({
      state: 'succeeded',
      progress: { done: 500, total: 500 },
      result: { handedOver: 250, passed: 250, failed: 0, notOpen: 0 },
    });
    await second.close();
    await quarantine.caughtUp();
    expect(seen.failing.map(({ value }) => value).sort()).toEqual(
      Array.from({ length: 250 }, (_, i) => `crash ${i}`).sort(),
    );
    const accepted = (await acceptedOf('crash')).map(({ messageId }) => messageId);
    expect(accepted.sort()).toEqual(Array.from({ length: 250 }, (_, i) => `crash${i}`).sort());
  });

  it('does no more at a time than the rate allows', async () => {
    await quarantine.publish(...consumerLetters(9, 'slow'));
    await quarantine.database.query(`
      CREATE TABLE ingestion.steps (done bigint, due_in interval)`);
    await quarantine.database.query(`
      CREATE FUNCTION ingestion.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.lease IS NULL AND NEW.state = 'running' THEN
          INSERT INTO ingestion.steps VALUES (NEW.done, NEW.due_at - clock_timestamp());
          NEW.due_at := clock_timestamp();
        END IF;
        RETURN NEW;
      END $$`);
    await quarantine.database.query(
      `CREATE TRIGGER note BEFORE UPDATE ON ingestion.operations FOR EACH ROW EXECUTE FUNCTION ingestion.note()`,
    );
    await quarantine.settle('replay', { filter: {}, ratePerSecond: 3 });
    await quarantine.database.query('DROP TRIGGER note ON ingestion.operations');
    const steps = await quarantine.database.query<{ done: string; waits: boolean }>(
      `SELECT done, due_in > interval '500 ms' AS waits FROM ingestion.steps ORDER BY done`,
    );
    expect(steps).toEqual(['3', '6', '9'].map((done) => ({ done, waits: true })));
    expect(seen.failing).toHaveLength(9);
  });

  it('discards what nobody will replay, and replays no discarded letter', async () => {
    await quarantine.publish(...consumerLetters(3, 'gone'));
    const [first] = await quarantine.letters();
    expect(await quarantine.settle('discard', { filter: { code: ['poison'] } })).toMatchObject({
      kind: 'discard_dead_letters',
      subject: { kind: 'dead_letters', id: null },
      result: { discarded: 3, notOpen: 0 },
    });
    expect(await quarantine.letters('&state=discarded')).toHaveLength(3);
    const again = await quarantine.settle('replay', { ids: [first.id] });
    expect(again.result).toMatchObject({ handedOver: 0, notOpen: 1 });
    expect(await quarantine.settle('discard', { ids: [first.id] })).toMatchObject({
      result: { notOpen: 1 },
    });
    expect(seen.failing).toEqual([]);
  });

  it('touches no letter of another workspace, whatever the filter', async () => {
    await quarantine.publish(...consumerLetters(2, 'theirs'));
    const other = await quarantine.door.anotherWorkspace();
    const headers = { authorization: await other.bearer() };
    const begun = await quarantine.call('POST', '/dead-letters/replay', { filter: {} }, headers);
    const location = begun.headers.get('location')?.replace('/api/v1', '') ?? '';
    const ended = await quarantine.call('GET', location, undefined, { ...headers, prefer: 'wait=30' });
    expect(ended.json).toMatchObject({ state: 'succeeded', progress: { done: 0, total: 0 } });
    expect((await quarantine.call('GET', location)).status).toBe(404);
    expect((await quarantine.letters()).map(({ state }) => state)).toEqual(['open', 'open']);
  });
});
