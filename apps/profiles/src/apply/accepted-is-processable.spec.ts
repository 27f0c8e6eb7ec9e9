import type { AcceptedEvent } from '@rapport/contracts';
import { type Circumstances, judgeItem } from '@rapport/events';
import { newId } from '@rapport/kernel';
import { hostileItem } from '@rapport/testing';
import * as fc from 'fast-check';
import { ApplyHarness } from './apply.spec-support.js';

const given: Circumstances = {
  workspaceId: '00000000-0000-7000-8000-000000000001',
  sourceId: '00000000-0000-7000-8000-000000000002',
  receivedAtMs: Date.parse('2026-01-01T12:00:00.000Z'),
  batch: {},
  address: '203.0.113.9',
  clientSide: true,
};

let profiles: ApplyHarness;
beforeAll(async () => {
  profiles = await ApplyHarness.open();
});
afterAll(() => profiles.store.close());

/** What the door lets in of these texts, as it stands in the topic. */
function letIn(texts: readonly string[]): AcceptedEvent[] {
  return texts.flatMap((text, index) => {
    const item = { text, value: JSON.parse(text) as unknown, clean: false };
    const judgement = judgeItem(item, index, given, newId);
    return judgement.accepted ? [JSON.parse(judgement.value) as AcceptedEvent] : [];
  });
}

it('whatever the door accepts becomes part of a profile, or says that it identifies nobody', async () => {
  let applied = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(hostileItem(), { minLength: 100, maxLength: 200 }), async (texts) => {
      const events = letIn(texts);
      const poison = await profiles.apply(events);
      expect(poison.map(({ code }) => code).filter((code) => code !== 'no_usable_identifier')).toEqual([]);
      applied += events.length - poison.length;
      for (const activity of profiles.activity()) expect(JSON.stringify(activity).isWellFormed()).toBe(true);
    }),
    { numRuns: 12 },
  );
  expect(applied).toBeGreaterThan(200);
}, 60_000);
