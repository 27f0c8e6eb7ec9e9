import type { JourneyStep } from '@rapport/contracts';
import fc from 'fast-check';
import { toSteps, toTree } from './journey-tree';

const message = (key: string, next: string | null): JourneyStep => ({
  key,
  kind: 'message',
  channel: 'email',
  templateId: 'welcome',
  next,
});
const branch = (key: string, arms: (string | null)[], otherwise: string | null): JourneyStep => ({
  key,
  kind: 'branch',
  branches: arms.map((next, index) => ({
    key: `arm_${index}`,
    when: { kind: 'trait', trait: 'plan', op: 'is', value: 'pro' },
    next,
  })),
  otherwise: { next: otherwise },
});
const exit = (key: string): JourneyStep => ({ key, kind: 'exit' });
const byKey = (steps: readonly JourneyStep[]) => Object.fromEntries(steps.map((step) => [step.key, step]));

describe('journey tree', () => {
  it('nests the paths of a branch and goes on below it where they meet again', () => {
    const steps = [branch('b', ['a'], 'c'), message('a', 'c'), message('c', null)];
    const { items, loose } = toTree('b', steps);
    expect(items.map((item) => item.kind)).toEqual(['branch', 'step']);
    expect(items[0]).toMatchObject({ arms: [[{ step: { key: 'a' } }]], otherwise: [] });
    expect(loose).toEqual([]);
  });

  it('keeps an exit inside its branch and goes on below with the only path that is open', () => {
    const { items } = toTree('b', [branch('b', ['x'], 'c'), exit('x'), message('c', null)]);
    expect(items).toMatchObject([
      { kind: 'branch', arms: [[{ step: { key: 'x' } }]], otherwise: [] },
      { step: { key: 'c' } },
    ]);
  });

  it('keeps separate ends separate', () => {
    const { items } = toTree('b', [branch('b', ['a'], 'c'), message('a', null), message('c', null)]);
    expect(items).toMatchObject([
      { kind: 'branch', arms: [[{ step: { key: 'a' } }]], otherwise: [{ step: { key: 'c' } }] },
    ]);
  });

  it('says where a path ends early when the others go on', () => {
    const { items } = toTree('b', [
      branch('b', ['a', 'd'], 'c'),
      message('a', 'c'),
      message('d', null),
      message('c', null),
    ]);
    expect(items[0]).toMatchObject({
      arms: [[{ step: { key: 'a' } }], [{ step: { key: 'd' } }, { kind: 'end' }]],
    });
  });

  it('lists steps that nothing leads to instead of dropping them', () => {
    const { loose } = toTree('a', [message('a', null), message('lost', 'a')]);
    expect(loose.map((step) => step.key)).toEqual(['lost']);
  });

  it('writes every graph back as it was, whatever it looks like', () => {
    const keys = ['s0', 's1', 's2', 's3', 's4', 's5', 's6'];
    const next = fc.option(fc.constantFrom(...keys), { nil: null });
    const step = (key: string) =>
      fc.oneof(
        next.map((to) => message(key, to)),
        fc.constant(exit(key)),
        fc
          .tuple(fc.array(next, { minLength: 1, maxLength: 3 }), next)
          .map(([arms, otherwise]) => branch(key, arms, otherwise)),
      );
    fc.assert(
      fc.property(fc.tuple(...keys.map(step)), (steps) => {
        const written = toSteps(toTree('s0', steps));
        expect(written.start).toBe('s0');
        expect(byKey(written.steps)).toEqual(byKey(steps));
      }),
      { numRuns: 500 },
    );
  });
});
