import type { JourneyDraft, JourneyStep, Reentry } from '@rapport/contracts';
import { readCondition, readOccurrence, segmentsOf, isContextPath } from '@rapport/conditions';
import { err, type FieldFault, ok, type Result } from '@rapport/kernel';
import { DraftReader, memberOf, stepKeyPattern } from './draft-reader.js';
import { findStepKind } from './steps/steps.js';

const maximumSteps = 200;
const maximumLayoutLength = 100_000;
const rules = ['once', 'after_exit', 'cooldown', 'parallel'] as const;

/**
 * Reads a journey's draft. It may be incomplete, but not malformed (api.md 10.5): what needs the whole graph or the workspace
 * is a question of `checkJourney`. `field` is where the draft lies in the body; empty when it is the body.
 */
export function parseJourney(input: unknown, field: string): Result<JourneyDraft, FieldFault[]> {
  const reader = new DraftReader();
  const draft = readDraft(input, field, reader);
  return draft && reader.faults.length === 0 ? ok(draft) : err(reader.faults);
}

function readDraft(input: unknown, field: string, reader: DraftReader): JourneyDraft | undefined {
  const draft = reader.record(input, field);
  if (!draft) return undefined;
  reader.onlyFields(draft, field, ['trigger', 'entry', 'start', 'steps', 'layout']);
  const trigger =
    draft.trigger === undefined
      ? undefined
      : readOccurrence(draft.trigger, memberOf(field, 'trigger'), reader.faults);
  const entry =
    draft.entry === undefined ? undefined : readEntry(draft.entry, memberOf(field, 'entry'), reader);
  const start = readStart(draft.start, memberOf(field, 'start'), reader);
  const steps = draft.steps === undefined ? [] : readSteps(draft.steps, memberOf(field, 'steps'), reader);
  const { layout } = draft;
  if (layout !== undefined && JSON.stringify(layout).length > maximumLayoutLength) {
    reader.fault(
      memberOf(field, 'layout'),
      'too_long',
      `must be at most ${maximumLayoutLength} characters as JSON`,
    );
  }
  return {
    ...(trigger && { trigger }),
    ...(entry && { entry }),
    ...(start !== undefined && { start }),
    steps,
    ...(layout !== undefined && { layout }),
  };
}

function readStart(value: unknown, field: string, reader: DraftReader): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && stepKeyPattern.test(value)) return value;
  reader.fault(field, 'bad_key', 'must be the key of a step');
  return undefined;
}

function readSteps(input: unknown, field: string, reader: DraftReader): JourneyStep[] {
  if (!Array.isArray(input)) {
    reader.fault(field, 'value_type', 'must be a list of steps');
    return [];
  }
  if (input.length > maximumSteps) {
    reader.fault(field, 'too_many', `must hold at most ${maximumSteps} steps`);
    return [];
  }
  const keys = new Set<string>();
  return input.flatMap((one: unknown, index) => {
    const step = readStep(one, `${field}[${index}]`, reader);
    if (!step) return [];
    if (keys.has(step.key))
      reader.fault(`${field}[${index}].key`, 'duplicate_key', 'must be unique in the journey');
    keys.add(step.key);
    return [step];
  });
}

function readStep(input: unknown, field: string, reader: DraftReader): JourneyStep | undefined {
  const step = reader.record(input, field);
  if (!step || !reader.has(step, field, 'kind')) return undefined;
  const definition = findStepKind(step.kind);
  if (definition) return definition.read(step, field, reader);
  reader.fault(`${field}.kind`, 'unknown_kind', 'is not a kind of step');
  return undefined;
}

function readEntry(input: unknown, field: string, reader: DraftReader): JourneyDraft['entry'] {
  const entry = reader.record(input, field);
  if (!entry) return undefined;
  reader.onlyFields(entry, field, ['filter', 'reentry', 'maxEventAge']);
  const filter =
    entry.filter === undefined
      ? undefined
      : readCondition(entry.filter, 'entry_filter', `${field}.filter`, reader.faults);
  const reentry =
    entry.reentry === undefined ? undefined : readReentry(entry.reentry, `${field}.reentry`, reader);
  const maxEventAge = reader.duration(entry, field, 'maxEventAge');
  return {
    ...(filter && { filter }),
    ...(reentry && { reentry }),
    ...(maxEventAge !== undefined && { maxEventAge }),
  };
}

function readReentry(input: unknown, field: string, reader: DraftReader): Reentry | undefined {
  const reentry = reader.record(input, field);
  if (!reentry) return undefined;
  reader.onlyFields(reentry, field, ['rule', 'cooldown', 'since', 'key']);
  reader.has(reentry, field, 'rule');
  const rule = reader.oneOf(reentry, field, 'rule', rules);
  const cooldown = reader.duration(reentry, field, 'cooldown');
  const since = reader.oneOf(reentry, field, 'since', ['entry', 'exit']);
  const key = readKeyPath(reentry.key, `${field}.key`, reader);
  if (rule === 'cooldown') reader.has(reentry, field, 'cooldown');
  for (const name of ['cooldown', 'since'] as const) {
    if (rule === undefined || rule === 'cooldown' || reentry[name] === undefined) continue;
    reader.fault(`${field}.${name}`, 'value_not_allowed', 'belongs to the rule cooldown');
  }
  if (rule === undefined) return undefined;
  return {
    rule,
    ...(cooldown !== undefined && { cooldown }),
    ...(since && { since }),
    ...(key !== undefined && { key }),
  };
}

function readKeyPath(value: unknown, field: string, reader: DraftReader): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && isContextPath(value) && segmentsOf(value)[0]?.key === 'event') {
    if (!value.includes('[]')) return value;
  }
  reader.fault(field, 'bad_path', 'must be a path such as event.properties.order_id');
  return undefined;
}
