import type { BranchStep } from '@rapport/contracts';
import { evaluate, isRecord, readCondition, type Trace } from '@rapport/conditions';
import type { DraftReader } from '../draft-reader.js';
import { runContext, scopeOf } from '../run-context.js';
import type { StepKindDefinition } from './step-kind.js';

const maximumBranches = 20;
const rest = 'otherwise';

export const branchStep: StepKindDefinition<BranchStep> = {
  kind: 'branch',
  label: 'Branch',
  read(input, field, reader) {
    reader.onlyFields(input, field, ['key', 'kind', 'label', 'branches', 'otherwise']);
    const key = reader.key(input, field);
    const label = reader.text(input, field, 'label');
    const branches = reader.has(input, field, 'branches')
      ? readBranches(input.branches, `${field}.branches`, reader)
      : undefined;
    const otherwise = reader.has(input, field, 'otherwise')
      ? readOtherwise(input.otherwise, `${field}.otherwise`, reader)
      : undefined;
    if (key === undefined || !branches || !otherwise) return undefined;
    return { key, kind: 'branch', ...(label !== undefined && { label }), branches, otherwise };
  },
  edges: (step) => [
    ...step.branches.map(({ next }, index) => ({ field: `branches[${index}].next`, to: next ?? null })),
    { field: 'otherwise.next', to: step.otherwise.next ?? null },
  ],
  conditions: (step) =>
    step.branches.map(({ when }, index) => ({ field: `branches[${index}].when`, condition: when })),
  references: () => [],
  arrive(step, { journey, run, person, policy, now }) {
    const scope = scopeOf(person, policy, now, runContext(journey, run, step.key));
    const trace: Trace[] = [];
    for (const { key, when, next } of step.branches) {
      const decided = evaluate(when, scope);
      trace.push(decided);
      if (decided.result) {
        return {
          kind: 'go',
          next: next ?? null,
          outcome: 'branched',
          branch: key,
          trace,
          result: { branch: key },
        };
      }
    }
    const next = step.otherwise.next ?? null;
    return { kind: 'go', next, outcome: 'branched', branch: rest, trace, result: { branch: rest } };
  },
};

function readBranches(
  input: unknown,
  field: string,
  reader: DraftReader,
): BranchStep['branches'] | undefined {
  if (!Array.isArray(input)) {
    reader.fault(field, 'value_type', 'must be a list of branches');
    return undefined;
  }
  if (input.length === 0) reader.fault(field, 'missing_field', 'must hold at least one branch');
  if (input.length > maximumBranches) {
    reader.fault(field, 'too_many', `must hold at most ${maximumBranches} branches`);
    return undefined;
  }
  const keys = new Set([rest]);
  const branches = input.map((one: unknown, index) => readBranch(one, `${field}[${index}]`, keys, reader));
  return branches.every((branch) => branch !== undefined) ? branches : undefined;
}

function readBranch(
  input: unknown,
  field: string,
  keys: Set<string>,
  reader: DraftReader,
): BranchStep['branches'][number] | undefined {
  const branch = reader.record(input, field);
  if (!branch) return undefined;
  reader.onlyFields(branch, field, ['key', 'label', 'when', 'next']);
  const key = reader.key(branch, field);
  if (key !== undefined && keys.has(key)) {
    reader.fault(`${field}.key`, 'duplicate_key', 'must be unique among the branches; otherwise is taken');
  }
  if (key !== undefined) keys.add(key);
  const label = reader.text(branch, field, 'label');
  const next = reader.next(branch, field);
  if (!reader.has(branch, field, 'when')) return undefined;
  const when = readCondition(branch.when, 'journey', `${field}.when`, reader.faults);
  if (key === undefined || !when) return undefined;
  return { key, ...(label !== undefined && { label }), when, ...(next !== undefined && { next }) };
}

function readOtherwise(
  input: unknown,
  field: string,
  reader: DraftReader,
): BranchStep['otherwise'] | undefined {
  if (!isRecord(input)) {
    reader.fault(field, 'value_type', 'must be an object');
    return undefined;
  }
  reader.onlyFields(input, field, ['next']);
  const next = reader.next(input, field);
  return next === undefined ? {} : { next };
}
