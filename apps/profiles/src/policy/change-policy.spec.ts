import type { AcceptedEvent } from '@rapport/contracts';
import { newId } from '@rapport/kernel';
import fc from 'fast-check';
import { chunked, histories } from '../apply/domain/histories.spec-support.js';
import { aliasModes, defaultIdentityPolicy } from '../apply/domain/identity-policy.js';
import { modelOf, type ModelProfile, readEvents } from '../apply/domain/model.spec-support.js';
import { ReadingRoom } from '../browse/reading.spec-support.js';
import { compilePolicy } from './domain/compile-policy.js';
import type { PolicySettings } from './domain/policy-settings.js';
import { PolicyShop, settingsWith } from './policy.spec-support.js';

let room: ReadingRoom;
beforeAll(async () => {
  room = await ReadingRoom.open();
});
afterAll(() => room.close());

const policies = fc
  .record({
    aliasMode: fc.constantFrom(...aliasModes),
    hubThreshold: fc.constantFrom(2, 3, 25),
    largestAliasClass: fc.constantFrom(2, 5),
    limits: fc.constantFrom<Record<string, number>[]>(
      {},
      { anonymous_id: 2, email: 1 },
      { anonymous_id: 1, 'ios.id': 1 },
    ),
  })
  .map(settingsWith);

const compiled = (settings: PolicySettings) => compilePolicy(settings, defaultIdentityPolicy);
const ownOf = (shop: PolicyShop, events: readonly AcceptedEvent[]): AcceptedEvent[] =>
  events.map((event) => ({ ...event, sourceId: shop.workspace.sourceId, id: newId() }));
const usable = (
  shop: PolicyShop,
  history: readonly AcceptedEvent[],
  settings: PolicySettings,
): AcceptedEvent[] =>
  ownOf(shop, history).filter((event) => readEvents([event], compiled(settings)).length > 0);

/** How many people of `before` share a person with others in `after`, and how many are several there. */
function difference(before: ModelProfile[], after: ModelProfile[]): { merging: number; splitting: number } {
  const homes = before.map(({ identifiers }) =>
    after.filter((one) => one.identifiers.some((identifier) => identifiers.includes(identifier))),
  );
  const joined = (home: ModelProfile): boolean => homes.filter((own) => own.includes(home)).length > 1;
  return {
    merging: homes.filter((own) => own.some(joined)).length,
    splitting: homes.filter((own) => own.length > 1).length,
  };
}

describe('a change of the identity policy', () => {
  it('leaves what the new policy would have made of everything from the start, in both directions, as previewed', async () => {
    await fc.assert(
      fc.asyncProperty(
        histories(25),
        fc.array(policies, { minLength: 2, maxLength: 3 }),
        async ({ events: history }, steps) => {
          const shop = await PolicyShop.open(room);
          const events = usable(shop, history, settingsWith({}));
          if (events.length > 0) await shop.apply(...events);
          let before = settingsWith({});
          for (const settings of steps) {
            const [now, then] = [before, settings].map((one) => modelOf({ events }, compiled(one)));
            expect(await shop.preview(settings)).toMatchObject({
              profiles: now!.profiles.length,
              ...difference(now!.profiles, then!.profiles),
            });
            await shop.change(settings);
            expect(await shop.outcome()).toEqual(then);
            before = settings;
          }
          const fresh = await PolicyShop.open(room);
          await fresh.change(before);
          if (events.length > 0) await fresh.apply(...ownOf(fresh, events));
          expect(await shop.state()).toEqual(await fresh.state());
        },
      ),
      { numRuns: 20, interruptAfterTimeLimit: 200_000, verbose: fc.VerbosityLevel.Verbose },
    );
  }, 240_000);

  it('does so while events keep coming to several workers, whoever comes to a person first', async () => {
    await fc.assert(
      fc.asyncProperty(histories(30), policies, fc.nat(10), async ({ events: history }, settings, cut) => {
        const shop = await PolicyShop.open(room);
        const events = usable(shop, history, settings);
        const [early, late] = [events.slice(0, cut), events.slice(cut)];
        if (early.length > 0) await shop.apply(...early);
        const operation = shop.put(settings);
        for (const chunk of chunked(late, [3])) await shop.apply(...chunk);
        await shop.ended(await operation);
        expect(await shop.outcome()).toEqual(modelOf({ events }, compiled(settings)));
        expect((await shop.state()).clusters).not.toContainEqual(expect.objectContaining({ current: false }));
      }),
      { numRuns: 20, interruptAfterTimeLimit: 200_000, verbose: fc.VerbosityLevel.Verbose },
    );
  }, 240_000);
});
