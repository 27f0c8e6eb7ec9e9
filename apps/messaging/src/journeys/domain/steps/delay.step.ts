import type { DelayStep } from '@rapport/contracts';
import { parseDuration } from '@rapport/kernel';
import { zoneOf } from '../run-context.js';
import { delayUntil } from './delay-until.js';
import type { StepKindDefinition } from './step-kind.js';

export const delayStep: StepKindDefinition<DelayStep> = {
  kind: 'delay',
  label: 'Delay',
  read(input, field, reader) {
    reader.onlyFields(input, field, ['key', 'kind', 'label', 'duration', 'days', 'next']);
    const key = reader.key(input, field);
    const label = reader.text(input, field, 'label');
    reader.has(input, field, 'duration');
    const duration = reader.duration(input, field, 'duration');
    const days = reader.oneOf(input, field, 'days', ['calendar', 'elapsed']);
    const next = reader.next(input, field);
    if (key === undefined || duration === undefined) return undefined;
    return {
      key,
      kind: 'delay',
      ...(label !== undefined && { label }),
      duration,
      ...(days && { days }),
      ...(next !== undefined && { next }),
    };
  },
  edges: (step) => [{ field: 'next', to: step.next ?? null }],
  conditions: () => [],
  references: () => [],
  arrive(step, { now, person, policy }) {
    const parts = parseDuration(step.duration);
    if (!parts) return { kind: 'end', reason: 'step_failed' };
    return {
      kind: 'wait',
      until: delayUntil(now, parts, step.days ?? 'calendar', zoneOf(person, policy)),
    };
  },
  wake: (step) => ({ kind: 'go', next: step.next ?? null, outcome: 'elapsed' }),
};
