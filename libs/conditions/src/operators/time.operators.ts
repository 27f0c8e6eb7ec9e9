import type { JsonValue } from '@rapport/contracts';
import {
  dayOf,
  dayRange,
  instantOf,
  shifted,
  signedDuration,
  storedMoment,
  type WrittenMoment,
} from '../moments.js';
import { firstMomentReaching } from './first-moment.js';
import {
  type OperatorContext,
  type OperatorDefinition,
  type OperatorResult,
  type ResolvedValue,
  timeless,
} from './operator.js';

/** What the stored moment is compared with: a fixed moment, or one that moves along with now. */
type Limit = { fixed: WrittenMoment } | { at(now: number): number };

function timeOperator(
  op: OperatorDefinition['op'],
  label: string,
  holds: (stored: WrittenMoment, limit: Limit, context: OperatorContext) => OperatorResult,
): OperatorDefinition {
  const value = op === 'within_last' || op === 'within_next' ? 'duration' : 'moment';
  return {
    op,
    label,
    value,
    takesTimeZone: true,
    test: (actual: JsonValue, given: ResolvedValue, context) => {
      const stored = storedMoment(actual);
      const limit = value === 'duration' ? movingBy(given, context, op) : limitOf(given, context);
      return stored && limit ? holds(stored, limit, context) : timeless(false);
    },
  };
}

function limitOf(value: ResolvedValue, context: OperatorContext): Limit | undefined {
  if (Array.isArray(value) || typeof value === 'boolean') return undefined;
  if (typeof value === 'object') return movingBy(value.now, context);
  const fixed = storedMoment(value);
  return fixed && { fixed };
}

function movingBy(
  value: ResolvedValue,
  { timeZone }: OperatorContext,
  op?: OperatorDefinition['op'],
): Limit | undefined {
  const duration = typeof value === 'string' ? signedDuration(value) : undefined;
  if (!duration) return undefined;
  const sign = op === 'within_last' ? -1 : duration.sign;
  return { at: (now) => shifted(now, duration.parts, sign, timeZone) };
}

function valueOf(limit: Limit, { now, timeZone }: OperatorContext): number {
  return 'fixed' in limit ? instantOf(limit.fixed, timeZone) : limit.at(now);
}

/** When a moving limit first reaches the threshold; a fixed one never moves. */
function reaches(limit: Limit, threshold: number, now: number): number | null {
  return 'fixed' in limit ? null : firstMomentReaching((at) => limit.at(at), threshold, now);
}

const onTheClock: Limit = { at: (now) => now };

export const timeOperatorDefinitions: OperatorDefinition[] = [
  timeOperator('before', 'is before', (moment, limit, context) => {
    const stored = instantOf(moment, context.timeZone);
    const result = stored < valueOf(limit, context);
    return { result, changesAt: result ? null : reaches(limit, stored + 1, context.now) };
  }),
  timeOperator('after', 'is after', (moment, limit, context) => {
    const stored = instantOf(moment, context.timeZone);
    const result = stored > valueOf(limit, context);
    return { result, changesAt: result ? reaches(limit, stored, context.now) : null };
  }),
  timeOperator('on', 'is on the day', (moment, limit, context) => {
    const { now, timeZone } = context;
    const day = dayOf(moment, timeZone);
    const wanted = 'fixed' in limit ? limit.fixed : { instant: limit.at(now) };
    const result = day === dayOf(wanted, timeZone);
    const { start, end } = dayRange(day, timeZone);
    const gone = instantOf(wanted, timeZone) >= end;
    return { result, changesAt: gone ? null : reaches(limit, result ? end : start, now) };
  }),
  timeOperator('within_last', 'is within the last', (moment, limit, context) => {
    const { now, timeZone } = context;
    const stored = instantOf(moment, timeZone);
    if (stored > now) return { result: false, changesAt: reaches(onTheClock, stored, now) };
    const result = valueOf(limit, context) <= stored;
    return { result, changesAt: result ? reaches(limit, stored + 1, now) : null };
  }),
  timeOperator('within_next', 'is within the next', (moment, limit, context) => {
    const { now, timeZone } = context;
    const stored = instantOf(moment, timeZone);
    if (stored < now) return timeless(false);
    const result = stored <= valueOf(limit, context);
    return { result, changesAt: result ? reaches(onTheClock, stored + 1, now) : reaches(limit, stored, now) };
  }),
];
