import { limits } from '@rapport/kernel';
import { hostileItem } from '@rapport/testing';
import * as fc from 'fast-check';
import type { AcceptedEvent } from '@rapport/contracts';
import { checkContent } from './check-item.js';
import { judgeItem, type Circumstances, type Judgement } from './judge-item.js';

const given: Circumstances = {
  workspaceId: '00000000-0000-7000-8000-000000000001',
  sourceId: '00000000-0000-7000-8000-000000000002',
  receivedAtMs: Date.parse('2026-01-01T12:00:00.000Z'),
  batch: {},
  address: '203.0.113.9',
  clientSide: true,
};
const ourId = '00000000-0000-7000-8000-00000000000a';
const judge = (text: string): Judgement =>
  judgeItem({ text, value: JSON.parse(text) as unknown, clean: false }, 0, given, () => ourId);

/** fast-check prints the seed of a law that does not hold. */
const runs = { numRuns: 1_200 };

describe('whatever an item says', () => {
  it('is accepted or turned away with a code and a place, and nothing is thrown', () => {
    fc.assert(
      fc.property(hostileItem(), (text) => {
        const judgement = judge(text);
        if (judgement.accepted) return judgement.messageId.length <= limits.messageIdLength;
        return /^[a-z_]+$/.test(judgement.rejection.code) && Array.isArray(judgement.rejection.path);
      }),
      runs,
    );
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('can be written, stored and written again once it is accepted', () => {
    fc.assert(
      fc.property(hostileItem(), (text) => {
        const judgement = judge(text);
        fc.pre(judgement.accepted);
        const event = JSON.parse(judgement.value) as AcceptedEvent;
        const again = JSON.stringify(event);
        expect(again.isWellFormed()).toBe(true);
        expect(again).not.toContain('\\u0000');
        expect(checkContent(again, event).rejection).toBeUndefined();
        expect(structuredClone(event)).toEqual(event);
      }),
      runs,
    );
  });

  it('has one sum: the same text is the same event, whenever it comes', () => {
    fc.assert(
      fc.property(hostileItem(), (text) => {
        const first = judge(text);
        fc.pre(first.accepted);
        const value = JSON.parse(text) as Record<string, unknown>;
        const later = judgeItem(
          { text, value, clean: false },
          7,
          { ...given, receivedAtMs: given.receivedAtMs + 9_000 },
          () => ourId,
        );
        expect(later.accepted && later.payloadSha).toBe(first.payloadSha);
      }),
      runs,
    );
  });
});
