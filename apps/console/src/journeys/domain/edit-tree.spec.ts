import type { JourneyStep } from '@rapport/contracts';
import { freshKey, insertItem, moveItem, removeItem, replaceStep } from './edit-tree';
import { toSteps, toTree, type JourneyTree } from './journey-tree';

const when = { kind: 'trait', trait: 'plan', op: 'is', value: 'pro' } as const;
const steps: JourneyStep[] = [
  { key: 'hello', kind: 'message', channel: 'email', templateId: 't', next: 'ask' },
  { key: 'ask', kind: 'branch', branches: [{ key: 'pro', when, next: 'tips' }], otherwise: { next: 'bye' } },
  { key: 'tips', kind: 'message', channel: 'email', templateId: 't', next: 'bye' },
  { key: 'bye', kind: 'delay', duration: 'P1D', next: null },
];
const tree = (): JourneyTree => toTree('hello', steps);
const nexts = (edited: JourneyTree) =>
  Object.fromEntries(
    toSteps(edited).steps.map((step) => [
      step.key,
      step.kind === 'branch'
        ? step.branches.map((branch) => branch.next)
        : 'next' in step
          ? step.next
          : undefined,
    ]),
  );

describe('editing a journey', () => {
  it('puts a step into one path of a branch and leaves the other alone', () => {
    const edited = insertItem(tree(), 'ask/0', 0, {
      kind: 'step',
      step: { key: 'wait', kind: 'delay', duration: 'PT1H' },
    });
    expect(nexts(edited)).toMatchObject({ ask: ['wait'], wait: 'tips', tips: 'bye' });
  });

  it('joins the neighbours of a removed step', () => {
    expect(nexts(removeItem(tree(), 'root', 0))).toEqual({ ask: ['tips'], tips: 'bye', bye: null });
    expect(toSteps(removeItem(tree(), 'root', 0)).start).toBe('ask');
  });

  it('ends what led to a removed step', () => {
    const looped: JourneyTree = {
      items: [...tree().items.slice(0, 1), { kind: 'jump', to: 'gone' }],
      loose: [],
    };
    const withGone = insertItem(looped, 'root', 0, {
      kind: 'step',
      step: { key: 'gone', kind: 'delay', duration: 'P1D' },
    });
    expect(nexts(removeItem(withGone, 'root', 0))).toEqual({ hello: null });
  });

  it('moves a step within its list and not out of it', () => {
    expect(toSteps(moveItem(tree(), 'root', 0, 1)).start).toBe('ask');
    expect(moveItem(tree(), 'root', 0, -1)).toEqual(tree());
  });

  it('keeps the steps of the branches that stay when another branch goes', () => {
    const two = replaceStep(tree(), {
      key: 'ask',
      kind: 'branch',
      branches: [
        { key: 'new', when },
        { key: 'pro', when },
      ],
      otherwise: {},
    });
    expect(nexts(two)).toMatchObject({ ask: ['bye', 'tips'] });
    const one = replaceStep(two, {
      key: 'ask',
      kind: 'branch',
      branches: [{ key: 'pro', when }],
      otherwise: {},
    });
    expect(nexts(one)).toMatchObject({ ask: ['tips'] });
  });

  it('numbers a key that is taken', () => {
    expect(freshKey(tree(), 'hello')).toBe('hello_2');
    expect(freshKey(tree(), 'message')).toBe('message');
  });
});
