import type { AcceptedEvent, JsonObject } from '@rapport/contracts';
import { anEvent } from '@rapport/testing';
import fc from 'fast-check';
import { collect } from '../../apply/domain/collect-identifiers.js';
import { defaultIdentityPolicy } from '../../apply/domain/identity-policy.js';
import { canonicalSettings } from './check-settings.js';
import { changesWalks } from './compare-policies.js';
import { compilePolicy } from './compile-policy.js';
import { declareSeenTypes } from './declare-seen-types.js';
import {
  defaultSettings,
  mostIdentifiers,
  type PolicySettings,
  sumOfLimits,
  type TypeSettings,
} from './policy-settings.js';
import { uniteClusters } from './unite-clusters.js';

const withTypes = (...types: Partial<TypeSettings>[]): PolicySettings => ({
  ...defaultSettings,
  types: [
    ...defaultSettings.types,
    ...types.map((given) => ({ type: 'card', limit: 5, paths: [], enabled: true, ...given })),
  ],
});
const policyOf = (settings: PolicySettings) => compilePolicy(settings, defaultIdentityPolicy);
const collected = (event: Partial<AcceptedEvent>, settings: PolicySettings): string[] =>
  collect(anEvent({ userId: 'u', ...event }), policyOf(settings))
    .identifiers.map(({ type, value }) => `${type}:${value}`)
    .slice(1);
const externalIds = [{ id: 'x1', type: 'card', collection: 'users', encoding: 'none' }];

describe('collecting under a policy', () => {
  const byPath = (...paths: string[]): PolicySettings => withTypes({ paths });
  const context = (traits: JsonObject): JsonObject => ({ traits });

  it.each<[string, string, Partial<AcceptedEvent>, string[]]>([
    ['a trait', 'traits.cardNumber', { type: 'identify', traits: { cardNumber: 1 } }, ['card:1']],
    [
      'a trait in snake_case',
      'traits.cardNumber',
      { type: 'identify', traits: { card_number: 1 } },
      ['card:1'],
    ],
    [
      'a trait in camelCase',
      'traits.card_number',
      { type: 'identify', traits: { cardNumber: 1 } },
      ['card:1'],
    ],
    [
      'both spellings',
      'traits.cardNumber',
      { type: 'identify', traits: { cardNumber: 2, card_number: 1 } },
      ['card:1', 'card:2'],
    ],
    [
      'a trait inside another',
      'traits.card.no',
      { type: 'identify', traits: { card: { no: 1 } } },
      ['card:1'],
    ],
    ['no trait of a group', 'traits.card', { type: 'group', groupId: 'g', traits: { card: 1 } }, []],
    ['the context’s traits', 'context.traits.card', { context: context({ card: 1 }) }, ['card:1']],
    ['properties', 'properties.card', { properties: { card: ' 1 ' } }, ['card:1']],
    ['nothing of what is no text', 'properties.card', { properties: { card: { id: 1 } } }, []],
    ['nothing of what objects have by nature', 'properties.constructor', { properties: {} }, []],
    ['nothing that identifies nobody', 'properties.card', { properties: { card: 'null' } }, []],
  ])('finds %s', (_, path, event, expected) => {
    expect(collected(event, byPath(path))).toEqual(expected);
  });

  it('does not look where a type is off, but counts it in external ids', () => {
    const off = withTypes({ paths: ['properties.card'], enabled: false });
    expect(collected({ properties: { card: 1 } }, off)).toEqual([]);
    expect(collected({ context: { externalIds } }, off)).toEqual(['card:x1']);
    expect(collect(anEvent({ context: { externalIds } }), policyOf(defaultSettings)).unknownTypes).toEqual([
      'card',
    ]);
  });

  it('passes over what is no external id of a person', () => {
    const [good] = externalIds;
    const bad = [
      { ...good, collection: 'accounts' },
      { ...good, encoding: 'base64' },
      { ...good, type: 'group_id' },
      { ...good, id: null },
      { ...good, id: ['x'] },
      'x',
      null,
    ] as never;
    expect(collect(anEvent({ context: { externalIds: bad } }), policyOf(withTypes({})))).toMatchObject({
      identifiers: [{ type: 'user_id' }],
      unknownTypes: [],
    });
  });

  it('says that a value was blocked by the workspace, and nothing of one that never identifies anybody', () => {
    const policy = policyOf({ ...defaultSettings, blockedValues: ['test'] });
    const of = (anonymousId: string) => collect(anEvent({ anonymousId }), policy);
    expect([of('"TEST"').blocked, of('null').blocked, of('test-1').blocked]).toEqual([true, false, false]);
    expect(of('"TEST"').identifiers).toHaveLength(1);
  });
});

describe('the settings of a policy', () => {
  it('compare as what links go by: neither paths nor types that were never there change that', () => {
    const declared = new Set(defaultSettings.types.map(({ type }) => type));
    const changes = (after: PolicySettings): boolean => changesWalks(defaultSettings, after, declared);
    expect(changes(withTypes({ paths: ['traits.card'] }))).toBe(false);
    expect(changes({ ...defaultSettings, types: [...defaultSettings.types].reverse() })).toBe(false);
    expect(changesWalks(defaultSettings, withTypes({}), new Set([...declared, 'card']))).toBe(true);
    expect(changes({ ...defaultSettings, types: defaultSettings.types.slice(0, 3) })).toBe(true);
    expect(changes({ ...defaultSettings, blockedValues: ['x'] })).toBe(true);
    expect(changes({ ...defaultSettings, aliasMode: 'ignore' })).toBe(true);
  });

  it('never let a profile hold more than a hundred identifiers, whatever servers send', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z][a-z0-9_.]{0,9}$/)), fc.nat(40), (seen, limit) => {
        const start = limit === 0 ? defaultSettings : withTypes({ limit: Math.min(limit, 35) });
        const settings = declareSeenTypes(start, [...seen, ...seen]);
        expect(sumOfLimits(settings)).toBeLessThanOrEqual(mostIdentifiers);
        expect(declareSeenTypes(settings, seen)).toBe(settings);
        const names = settings.types.map(({ type }) => type);
        expect(new Set(names).size).toBe(names.length);
      }),
    );
  });

  it('have one form: blocked values as they are compared', () => {
    const given = { ...defaultSettings, blockedValues: ['B', ' "a" ', "'b'"] };
    expect(canonicalSettings(given).blockedValues).toEqual(['a', 'b']);
  });
});

describe('clusters that bridges connect', () => {
  it('are one lot exactly if a way leads from one to the other, under the smallest id of it', () => {
    const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    fc.assert(
      fc.property(fc.array(fc.tuple(ids, ids)), (bridges) => {
        const reach = (from: string): string[] => {
          const reached = new Set([from]);
          for (const at of reached) {
            for (const [a, b] of bridges) if (a === at) reached.add(b);
            for (const [a, b] of bridges) if (b === at) reached.add(a);
          }
          return [...reached].sort();
        };
        const expected = new Map(bridges.flat().map((id) => [reach(id)[0], reach(id)]));
        const lots = [...uniteClusters(bridges)].map(([first, lot]) => [first, [...lot].sort()] as const);
        expect(new Map(lots)).toEqual(expected);
      }),
    );
  });
});
