import type { ExitStep } from '@rapport/contracts';
import type { StepKindDefinition } from './step-kind.js';

export const exitStep: StepKindDefinition<ExitStep> = {
  kind: 'exit',
  label: 'Exit',
  read(input, field, reader) {
    reader.onlyFields(input, field, ['key', 'kind', 'label', 'reason']);
    const key = reader.key(input, field);
    const label = reader.text(input, field, 'label');
    const reason = reader.text(input, field, 'reason');
    if (key === undefined) return undefined;
    return {
      key,
      kind: 'exit',
      ...(label !== undefined && { label }),
      ...(reason !== undefined && { reason }),
    };
  },
  edges: () => [],
  conditions: () => [],
  references: () => [],
  arrive: (step) => ({
    kind: 'end',
    reason: 'exit_step',
    ...(step.reason !== undefined && { result: { reason: step.reason } }),
  }),
};
