import { type CountOperator, countOperators, type CountTest } from '@rapport/contracts';
import { type ConditionReader, isRecord } from './reader.js';

const maximumCount = 1_000_000;

/** Reads `{op, value}` of a kind that counts; `bad_count` for what is no number of things. */
export function readCount(input: unknown, field: string, reader: ConditionReader): CountTest | undefined {
  if (!isRecord(input)) {
    reader.fault(field, 'value_type', 'must be an object with op and value');
    return undefined;
  }
  reader.onlyFields(input, field, ['op', 'value']);
  const op = countOperators.find((one) => one === input.op);
  if (!op) {
    const isMissing = input.op === undefined;
    const message = isMissing ? 'is required' : `must be one of ${countOperators.join(', ')}`;
    reader.fault(`${field}.op`, isMissing ? 'missing_field' : 'unknown_operator', message);
    return undefined;
  }
  const { value } = input;
  if (op === 'between' ? isRange(value) : isCount(value)) return { op, value: value as CountTest['value'] };
  const wanted = op === 'between' ? 'a list of two whole numbers, the smaller first' : 'a whole number';
  reader.fault(`${field}.value`, 'bad_count', `must be ${wanted}, from 0 to ${maximumCount}`);
  return undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= maximumCount;
}

function isRange(value: unknown): value is [number, number] {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [least, most] = value as [unknown, unknown];
  return isCount(least) && isCount(most) && least <= most;
}

const tests: Record<CountOperator, (count: number, first: number, last: number) => boolean> = {
  exactly: (count, wanted) => count === wanted,
  at_least: (count, least) => count >= least,
  at_most: (count, most) => count <= most,
  less_than: (count, bound) => count < bound,
  greater_than: (count, bound) => count > bound,
  between: (count, least, most) => count >= least && count <= most,
};

export function countFits({ op, value }: CountTest, count: number): boolean {
  const [first, last] = typeof value === 'number' ? [value, value] : value;
  return tests[op](count, first, last);
}
