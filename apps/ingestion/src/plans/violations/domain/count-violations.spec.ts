import { anyField, countViolations, foldSurplus, laneKey, mostKinds } from './count-violations.js';
import { readViolations } from './read-violations.js';
import type { RecordedViolations } from './read-violations.js';

const recorded = (given: Partial<RecordedViolations> & { fields: string[] }): RecordedViolations => ({
  workspaceId: 'w',
  planId: 'p',
  sourceId: 's',
  eventType: 'track',
  event: 'Paid',
  messageId: 'm1',
  receivedAt: '2026-01-01T12:00:00.000Z',
  violations: given.fields.map((field) => ({
    ...{ type: 'wrong_type' as const, rule: null, message: 'must be number', action: 'allowed' as const },
    field,
  })),
  ...given,
});

describe('count violations', () => {
  it('counts a kind once for each event and place, over all items of a list', () => {
    const [count, ...others] = countViolations([
      recorded({ fields: ['properties.items[0].price', 'properties.items[7].price'] }),
      recorded({
        fields: ['properties.items[1].price'],
        messageId: 'm2',
        receivedAt: '2026-01-01T12:00:01.000Z',
      }),
    ]);
    expect(others).toEqual([]);
    expect(count).toMatchObject({
      day: '2026-01-01',
      field: 'properties.items[].price',
      count: 3,
      firstAt: '2026-01-01T12:00:00.000Z',
      lastAt: '2026-01-01T12:00:01.000Z',
      exampleMessageId: 'm2',
    });
  });

  it('keeps days, plans and sources apart', () => {
    const fields = ['properties.a'];
    const counts = countViolations([
      recorded({ fields }),
      recorded({ fields, receivedAt: '2026-01-02T00:00:00.000Z' }),
      recorded({ fields, planId: 'q' }),
      recorded({ fields, sourceId: 't' }),
    ]);
    expect(counts.map(({ count }) => count)).toEqual([1, 1, 1, 1]);
  });

  it('counts names that are made up without end under none, and goes on counting those it knows', () => {
    const known = countViolations([recorded({ fields: ['properties.known'] })]);
    const [first] = known;
    const stored = new Map([
      [
        laneKey({ planId: 'p', day: '2026-01-01' }),
        { kinds: mostKinds, known: new Set([first?.digest ?? '']) },
      ],
    ]);
    const madeUp = Array.from({ length: 300 }, (_, i) =>
      recorded({ event: `E${i}`, fields: [`properties.p${i}`] }),
    );
    const folded = foldSurplus([...known, ...countViolations(madeUp)], stored);
    expect(folded.map(({ event, field, count }) => [event, field, count])).toEqual([
      ['Paid', 'properties.known', 1],
      [null, anyField, 300],
    ]);
  });

  it('takes new names up to the most', () => {
    const fields = Array.from({ length: mostKinds + 10 }, (_, i) => `properties.p${i}`);
    const folded = foldSurplus(countViolations([recorded({ fields })]), new Map());
    expect([folded.length, folded.at(-1)?.count]).toEqual([mostKinds + 1, 10]);
  });
});

describe('read violations', () => {
  const head = `{"v":1,"id":"i","workspaceId":"w","sourceId":"s","messageId":"m","flags":[],"payloadSha":"${'0'.repeat(64)}"`;

  it('passes over records without a word of a plan, and over what only looks like one', () => {
    const faked = `${head},"properties":{"x":"\\"payloadSha\\":\\"${'0'.repeat(64)}\\",\\"plan\\":{","plan":{"planId":1}}}`;
    expect([null, '', 'x', `${head}}`, faked].map((value) => readViolations('accepted', value))).toEqual(
      Array(5).fill(undefined),
    );
  });

  it('takes the name of track events only', () => {
    const record = (type: string) =>
      `${head},"plan":{"planId":"p","violations":[]},"type":"${type}","name":"N"}`;
    expect(readViolations('accepted', record('track'))).toMatchObject({ eventType: 'track', event: 'N' });
    expect(readViolations('accepted', record('page'))).toMatchObject({ eventType: 'page', event: null });
  });
});
