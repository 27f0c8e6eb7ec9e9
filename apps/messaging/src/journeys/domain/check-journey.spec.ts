import type { JourneyDraft, JourneyStep } from '@rapport/contracts';
import { checkJourney, type TemplateFacts } from './check-journey.js';

const template: TemplateFacts = {
  id: 't',
  channel: 'email',
  messageClass: 'marketing',
  publishedVersion: 1,
  hasPinnedVersion: true,
  variables: [],
};
const message = (rest: object = {}): JourneyStep => ({
  key: 'hello',
  kind: 'message',
  channel: 'email',
  templateId: 't',
  next: null,
  ...rest,
});
const draft = (given: Partial<JourneyDraft> = {}): JourneyDraft => ({
  trigger: { kind: 'event', event: 'Signed Up' },
  start: 'hello',
  steps: [message()],
  ...given,
});

function codesOf(given: Partial<JourneyDraft>, facts: Partial<TemplateFacts> | null = {}): string[] {
  const problems = checkJourney(draft(given), () => (facts === null ? undefined : { ...template, ...facts }));
  expect(problems.every(({ severity }) => severity === 'error')).toBe(true);
  return problems.map(({ code, field }) => `${code} ${field}`);
}

const branch = (branches: object[], otherwise: string | null = null, key = 'choose'): JourneyStep =>
  ({ key, kind: 'branch', branches, otherwise: { next: otherwise } }) as JourneyStep;
const context = (path: string): object => ({ kind: 'context', path, op: 'is_set' });

describe('check journey', () => {
  it('finds nothing in a journey that is complete', () => {
    expect(codesOf({})).toEqual([]);
  });

  it('asks for a trigger, steps and a start', () => {
    expect(codesOf({ trigger: undefined, steps: [], start: undefined })).toEqual([
      'no_trigger trigger',
      'no_steps steps',
    ]);
    expect(codesOf({ start: undefined })).toEqual(['unknown_start start']);
    expect(codesOf({ start: 'other' })).toEqual(['unknown_start start']);
  });

  it('finds edges to nowhere and steps that no way leads to', () => {
    expect(codesOf({ steps: [message({ next: 'gone' })] })).toEqual(['unknown_next steps[0].next']);
    expect(codesOf({ steps: [message(), { key: 'lost', kind: 'exit' }] })).toEqual([
      'unreachable_step steps[1].key',
    ]);
  });

  it('finds a circle, at the edge that closes it', () => {
    const steps: JourneyStep[] = [
      message({ next: 'wait' }),
      { key: 'wait', kind: 'delay', duration: 'P1D', next: 'hello' },
    ];
    expect(codesOf({ steps })).toEqual(['cycle_without_jump steps[1].next']);
  });

  it('does not take two ways to one step for a circle', () => {
    const steps = [branch([{ key: 'a', when: context('event.name'), next: 'hello' }], 'hello'), message()];
    expect(codesOf({ start: 'choose', steps })).toEqual([]);
  });

  it('looks at the template', () => {
    expect(codesOf({}, null)).toEqual(['unknown_template steps[0].templateId']);
    expect(codesOf({}, { publishedVersion: null })).toEqual(['template_not_published steps[0].templateId']);
    expect(codesOf({}, { hasPinnedVersion: false })).toEqual([
      'template_not_published steps[0].templateVersion',
    ]);
    expect(codesOf({}, { channel: 'sms' as 'email' })).toEqual(['channel_mismatch steps[0].channel']);
  });

  it('finds variables of the template that this step can never fill', () => {
    const variables = ['profile.traits.x', 'event.properties.plan', 'data.plan', 'steps.hello.msgId', 'now'];
    expect(codesOf({ steps: [message({ data: { plan: 1 } })] }, { variables })).toEqual([
      'template_variable_unknown steps[0].templateId',
    ]);
    const changed = { trigger: { kind: 'trait_changed', trait: 'plan' } } as const;
    expect(codesOf({ ...changed }, { variables: ['event.properties.plan'] })).toEqual([
      'template_variable_unknown steps[0].templateId',
    ]);
    expect(codesOf({}, { variables: ['data.plan'] })).toEqual([
      'template_variable_unknown steps[0].templateId',
    ]);
  });

  it('finds the event where there is none', () => {
    const trigger = { kind: 'trait_changed', trait: 'plan' } as const;
    const data = { plan: { ref: 'event.properties.plan' } };
    const filter = { kind: 'context', path: 'event.name', op: 'is_set' } as const;
    const entry = { filter, reentry: { rule: 'once', key: 'event.properties.a' } } as const;
    expect(codesOf({ trigger, entry, steps: [message({ data })] })).toEqual([
      'ref_not_available steps[0].data.plan.ref',
      'ref_not_available entry.filter',
      'ref_not_available entry.reentry.key',
    ]);
  });

  it('finds results of steps that may not have run', () => {
    const steps = [
      branch([{ key: 'a', when: context('event.properties.x'), next: 'hello' }], 'late'),
      message({ next: 'late' }),
      branch([{ key: 'b', when: context('steps.hello.msgId') }], null, 'late'),
      branch([{ key: 'c', when: context('steps.choose.branch') }], null, 'fine'),
    ];
    const at = { start: 'choose', steps };
    expect(codesOf(at)).toEqual([
      'unreachable_step steps[3].key',
      'ref_not_available steps[2].branches[0].when',
    ]);
  });

  it.each(['steps.gone.branch', 'steps.hello.response', 'data.x', 'journey.secret', 'event.plan'])(
    'knows that %s leads nowhere',
    (path) => {
      const steps = [message({ next: 'choose' }), branch([{ key: 'a', when: context(path) }])];
      expect(codesOf({ steps })).toEqual(['ref_not_available steps[1].branches[0].when']);
    },
  );

  it.each(['steps.hello.msgId', 'journey.runId', 'event.properties.a.b'])(
    'knows that %s can be there',
    (path) => {
      const steps = [message({ next: 'choose' }), branch([{ key: 'a', when: context(path) }])];
      expect(codesOf({ steps })).toEqual([]);
    },
  );
});
