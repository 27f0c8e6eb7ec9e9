import { parseJourney } from './parse-journey.js';

const welcome = {
  trigger: { kind: 'event', event: 'Signed Up' },
  entry: { filter: { kind: 'trait', trait: 'email', op: 'is_set' }, reentry: { rule: 'once' } },
  start: 'welcome',
  steps: [
    { key: 'welcome', kind: 'message', channel: 'email', templateId: 'welcome', next: 'two_days' },
    { key: 'two_days', kind: 'delay', duration: 'P2D', next: 'is_pro' },
    {
      key: 'is_pro',
      kind: 'branch',
      branches: [
        { key: 'pro', when: { kind: 'trait', trait: 'plan', op: 'is', value: 'pro' }, next: null },
        {
          key: 'ad',
          when: { kind: 'context', path: 'event.context.campaign.source', op: 'is_set' },
          next: 'stop',
        },
      ],
      otherwise: { next: 'stop' },
    },
    { key: 'stop', kind: 'exit', reason: 'came from an ad' },
  ],
  layout: { welcome: { x: 1 } },
};

function faultsOf(change: object, field = ''): string[] {
  const parsed = parseJourney({ ...welcome, ...change }, field);
  return parsed.ok ? [] : parsed.error.map((fault) => `${fault.field} ${fault.rule}`);
}

describe('parse journey', () => {
  it('keeps what was sent', () => {
    expect(parseJourney(welcome, '')).toEqual({ ok: true, value: welcome });
  });

  it('accepts a draft that has just begun', () => {
    expect(parseJourney({}, '')).toEqual({ ok: true, value: { steps: [] } });
  });

  const one = (step: object): object => ({ steps: [step] });
  const delay = { key: 'a', kind: 'delay', duration: 'P1D' };
  const message = { key: 'a', kind: 'message', channel: 'email', templateId: 't' };
  const branch = (rest: object): object =>
    one({ key: 'a', kind: 'branch', branches: [], otherwise: {}, ...rest });
  const cases: [string, object, string[]][] = [
    ['a field of a later release', { exits: [] }, ['exits unknown_field']],
    ['an unknown trigger', { trigger: { kind: 'api' } }, ['trigger.kind unknown_kind']],
    [
      'a fault inside a condition',
      { entry: { filter: { kind: 'and', conditions: [] } } },
      ['entry.filter.conditions empty_group'],
    ],
    [
      'an unknown re-entry rule',
      { entry: { reentry: { rule: 'always' } } },
      ['entry.reentry.rule value_not_allowed'],
    ],
    ['a re-entry without rule', { entry: { reentry: {} } }, ['entry.reentry.rule missing_field']],
    [
      'a cooldown without its length',
      { entry: { reentry: { rule: 'cooldown' } } },
      ['entry.reentry.cooldown missing_field'],
    ],
    [
      'a length without a cooldown',
      { entry: { reentry: { rule: 'once', cooldown: 'P1D' } } },
      ['entry.reentry.cooldown value_not_allowed'],
    ],
    [
      'a key that is no path',
      { entry: { reentry: { rule: 'once', key: 'order_id' } } },
      ['entry.reentry.key bad_path'],
    ],
    [
      'a key from elsewhere',
      { entry: { reentry: { rule: 'once', key: 'steps.a.b' } } },
      ['entry.reentry.key bad_path'],
    ],
    ['an age that is no duration', { entry: { maxEventAge: '1 day' } }, ['entry.maxEventAge bad_duration']],
    ['steps that are no list', { steps: {} }, ['steps value_type']],
    ['201 steps', { steps: Array(201).fill(delay) }, ['steps too_many']],
    ['a step without kind', one({ key: 'a' }), ['steps[0].kind missing_field']],
    ['a step of a later release', one({ key: 'a', kind: 'wait_for' }), ['steps[0].kind unknown_kind']],
    ['a step without key', one({ kind: 'exit' }), ['steps[0].key missing_field']],
    ['a key with a dash', one({ key: 'a-b', kind: 'exit' }), ['steps[0].key bad_key']],
    ['the same key twice', { steps: [delay, delay] }, ['steps[1].key duplicate_key']],
    ['a delay without duration', one({ key: 'a', kind: 'delay' }), ['steps[0].duration missing_field']],
    ['a delay of nothing', one({ ...delay, duration: 'PT0S' }), ['steps[0].duration bad_duration']],
    ['a delay of three years', one({ ...delay, duration: 'P3Y' }), ['steps[0].duration bad_duration']],
    ['an unknown field of a step', one({ ...delay, after: 1 }), ['steps[0].after unknown_field']],
    ['a next that is no key', one({ ...delay, next: 5 }), ['steps[0].next bad_key']],
    [
      'a message without template',
      one({ key: 'a', kind: 'message', channel: 'email' }),
      ['steps[0].templateId missing_field'],
    ],
    [
      'a channel of a later release',
      one({ ...message, channel: 'sms' }),
      ['steps[0].channel value_not_allowed'],
    ],
    ['data that is no scalar', one({ ...message, data: { a: [] } }), ['steps[0].data.a value_type']],
    [
      'a reference that is no path',
      one({ ...message, data: { a: { ref: 'plan' } } }),
      ['steps[0].data.a.ref bad_path'],
    ],
    ['no branches', branch({}), ['steps[0].branches missing_field']],
    [
      'a branch named otherwise',
      branch({ branches: [{ key: 'otherwise', when: welcome.entry.filter }] }),
      ['steps[0].branches[0].key duplicate_key'],
    ],
    [
      'a branch without condition',
      branch({ branches: [{ key: 'x' }] }),
      ['steps[0].branches[0].when missing_field'],
    ],
    [
      'no otherwise',
      branch({ branches: [{ key: 'x', when: welcome.entry.filter }], otherwise: undefined }),
      ['steps[0].otherwise missing_field'],
    ],
    [
      '21 branches',
      branch({ branches: Array(21).fill({ key: 'x', when: welcome.entry.filter }) }),
      ['steps[0].branches too_many'],
    ],
  ];
  it.each(cases)('refuses %s', (_what, change, faults) => {
    expect(faultsOf(change)).toEqual(faults);
  });

  it('names fields from the root of the body', () => {
    expect(faultsOf({ exits: [], trigger: { kind: 'x' } }, 'draft')).toEqual([
      'draft.exits unknown_field',
      'draft.trigger.kind unknown_kind',
    ]);
  });
});
