import type { AcceptedEvent, JsonValue } from '@rapport/contracts';
import { ReadingRoom } from '../browse/reading.spec-support.js';
import { defaultSettings, type PolicySettings, sumOfLimits } from './domain/policy-settings.js';
import { PolicyShop, settingsWith } from './policy.spec-support.js';

let room: ReadingRoom;
let shop: PolicyShop;
beforeAll(async () => {
  room = await ReadingRoom.open();
});
beforeEach(async () => {
  shop = await PolicyShop.open(room);
});
afterAll(() => room.close());

let number = 0;
/** An event with external ids `type: value`. */
function naming(ids: Record<string, string>, given: Partial<AcceptedEvent> = {}): Partial<AcceptedEvent> {
  const externalIds: JsonValue = Object.entries(ids).map(([type, id]) => ({
    ...{ type, id, collection: 'users', encoding: 'none' },
  }));
  const second = String(++number % 60).padStart(2, '0');
  const time = `2026-01-01T12:00:${second}.000Z`;
  return { messageId: `n${number}`, context: { externalIds }, timestamp: time, receivedAt: time, ...given };
}
const people = async (): Promise<string[][]> =>
  (await shop.outcome()).profiles.map(({ identifiers }) => identifiers);
const policy = async () =>
  (await shop.call<PolicySettings & { version: number; changedBy: object }>('GET', '/identity-policy')).body;
const typesOf = (settings: PolicySettings): string[] => settings.types.map(({ type }) => type).slice(13);
async function flagsOf(messageId: string): Promise<{ flags: string[]; policyVersion: number }> {
  const [row] = await shop.rows<{ rest: { flags?: string[]; policyVersion?: number } | null }>(
    'SELECT rest FROM profiles.events WHERE workspace_id = $1 AND message_id = $2',
    [shop.id, messageId],
  );
  return { flags: row?.rest?.flags ?? [], policyVersion: row?.rest?.policyVersion ?? 1 };
}
const withType = (type: string, given: object = {}): PolicySettings => ({
  ...defaultSettings,
  types: [...defaultSettings.types, { type, limit: 5, paths: [], enabled: true, ...given }],
});

describe('a type of identifiers that the policy does not know', () => {
  it('is declared when a server sends it first, and counts from that very event on', async () => {
    await shop.apply(
      naming({ 'loyalty.number': '4711' }, { serverSide: true, userId: 'ada' }),
      naming({ 'loyalty.number': '4711' }, { userId: null, anonymousId: 'a1', messageId: 'web' }),
    );
    expect(await people()).toEqual([['anonymous_id:a1', 'loyalty.number:4711', 'user_id:ada']]);
    const declared = await policy();
    expect(declared.types.at(-1)).toEqual({ type: 'loyalty.number', limit: 5, paths: [], enabled: true });
    expect(declared).toMatchObject({ version: 2, changedBy: { kind: 'system' } });
    expect(await flagsOf('web')).toEqual({ flags: [], policyVersion: 2 });
    expect((await shop.state()).clusters).toEqual([expect.objectContaining({ current: true })]);
  });

  it('stays in the payload, flagged, when a browser sends it', async () => {
    await shop.apply(
      naming({ 'loyalty.number': '4711' }, { userId: 'ada', messageId: 'web', flags: ['bad_timestamp'] }),
    );
    expect(await people()).toEqual([['user_id:ada']]);
    expect(await flagsOf('web')).toEqual({
      flags: ['bad_timestamp', 'unknown_identifier_type'],
      policyVersion: 1,
    });
    expect(typesOf(await policy())).toEqual([]);
  });

  it('is declared by name while the limits leave room, and flagged beyond', async () => {
    const ids = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`card${n}`, `c${n}`]));
    await shop.apply(naming(ids, { serverSide: true, userId: 'ada', messageId: 'nine' }));
    const declared = await policy();
    expect(typesOf(declared)).toEqual(['card0', 'card1', 'card2', 'card3', 'card4', 'card5', 'card6']);
    expect(sumOfLimits(declared)).toBe(100);
    expect((await flagsOf('nine')).flags).toEqual(['unknown_identifier_type']);
    expect((await people())[0]).toHaveLength(8);
  });

  it('stays out when somebody has taken it out, and its identifiers link nobody until it is back', async () => {
    const named = (userId: string) => naming({ 'loyalty.number': '4711' }, { serverSide: true, userId });
    await shop.apply(named('ada'));
    await shop.change(defaultSettings);
    expect(await people()).toEqual([['loyalty.number:4711'], ['user_id:ada']]);
    await shop.apply({ ...named('bob'), messageId: 'late' });
    expect((await flagsOf('late')).flags).toEqual(['unknown_identifier_type']);
    expect(typesOf(await policy())).toEqual([]);
    await shop.change(withType('loyalty.number'));
    expect(await people()).toEqual([['loyalty.number:4711', 'user_id:ada'], ['user_id:bob']]);
  });

  it('is nobody’s business where the source does not match on it', async () => {
    const matchOn = ['user_id', 'anonymous_id'];
    const email = { context: { traits: { email: 'ada@acme.test' } }, anonymousId: 'a1' };
    await shop.apply(
      naming({ 'loyalty.number': '1' }, { serverSide: true, matchOn, userId: 'ada', messageId: 'm' }),
    );
    await shop.apply(
      naming({}, { ...email, matchOn, userId: 'ada' }),
      naming({}, { ...email, matchOn: ['anonymous_id'] }),
    );
    await shop.apply(naming({}, { type: 'alias', userId: 'ada', previousId: 'old', matchOn: ['user_id'] }));
    expect(await people()).toEqual([['anonymous_id:a1', 'user_id:ada']]);
    expect(await flagsOf('m')).toEqual({ flags: [], policyVersion: 1 });
    const kinds = 'SELECT kind FROM profiles.identity_edges WHERE workspace_id = $1';
    expect(await shop.rows(kinds)).toEqual([{ kind: 'event' }, { kind: 'alias_user' }]);
  });
});

describe('a change of the policy', () => {
  it('holds for the next event: new paths are looked into, what is there stays', async () => {
    const shown = naming({}, { type: 'identify', userId: 'ada', traits: { loyalty_number: 7 } });
    await shop.apply(shown);
    await shop.change(
      withType('loyalty.number', { paths: ['traits.loyaltyNumber', 'properties.card.number'] }),
    );
    expect(await people()).toEqual([['user_id:ada']]);
    await shop.apply(
      { ...shown, messageId: 'again' },
      naming({}, { userId: null, anonymousId: 'till', properties: { card: { number: '7' } } }),
    );
    expect(await people()).toEqual([['anonymous_id:till', 'loyalty.number:7', 'user_id:ada']]);
  });

  it('takes emails from traits only while they are enabled; in external ids they count all the same', async () => {
    const types = defaultSettings.types.map((one) =>
      one.type === 'email' ? { ...one, enabled: false } : one,
    );
    await shop.change({ ...defaultSettings, types });
    await shop.apply(naming({}, { type: 'identify', userId: 'ada', traits: { email: 'ada@acme.test' } }));
    expect(await people()).toEqual([['user_id:ada']]);
    await shop.apply(naming({ email: 'ada@acme.test' }, { userId: 'ada' }));
    expect(await people()).toEqual([['email:ada@acme.test', 'user_id:ada']]);
  });

  it('makes a value that is blocked later a hub, and a person’s again when it is blocked no more', async () => {
    const till = (userId: string) => naming({}, { userId, anonymousId: 'Front-Desk' });
    await shop.apply(till('ada'), till('bob'));
    await shop.change(settingsWith({ blockedValues: ['front-desk'] }));
    expect(await people()).toEqual([['anonymous_id:Front-Desk'], ['user_id:ada'], ['user_id:bob']]);
    await shop.apply({ ...till('carl'), messageId: 'blocked' });
    expect((await flagsOf('blocked')).flags).toEqual(['blocked_id']);
    await shop.change(defaultSettings);
    expect(await people()).toEqual([
      ['anonymous_id:Front-Desk', 'user_id:ada'],
      ['user_id:bob'],
      ['user_id:carl'],
    ]);
  });

  it('gives a kiosk back to its first owner when the threshold is raised above its users', async () => {
    const users = Array.from({ length: 30 }, (_, n) => `u${String(n).padStart(2, '0')}`);
    await shop.apply(...users.map((userId) => naming({}, { userId, anonymousId: 'kiosk' })));
    expect(await people()).toHaveLength(31);
    expect(await shop.preview(settingsWith({ hubThreshold: 31 }))).toMatchObject({
      profiles: 31,
      merging: 2,
      splitting: 0,
    });
    const { result } = await shop.change(settingsWith({ hubThreshold: 31 }));
    expect(result).toEqual({ version: 2, merged: 1, split: 0 });
    expect((await people())[0]).toEqual(['anonymous_id:kiosk', 'user_id:u00']);
    await shop.apply(naming({}, { userId: 'u30', anonymousId: 'kiosk' }));
    expect(await people()).toHaveLength(32);
  });
});
