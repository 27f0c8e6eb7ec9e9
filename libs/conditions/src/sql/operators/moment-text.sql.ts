import { textOfString } from './folded-text.sql.js';

/** Every valid day of four-digit years, leap days included, as `writtenMoment` takes it. */
const day = [
  '[0-9]{4}-(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])',
  '[0-9]{4}-(0[469]|11)-(0[1-9]|[12][0-9]|30)',
  '[0-9]{4}-02-(0[1-9]|1[0-9]|2[0-8])',
  '([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29',
].join('|');
const isDay = `'^(${day})$'`;
/** The usual ways to write an instant: both sides read them alike, to the millisecond. */
const isInstant = `'^(${day})[T ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,3})?(Z|[+-](0[0-9]|1[0-5]):[0-5][0-9])?$'`;
const hasZone = `'(Z|[+-][0-9]{2}:[0-9]{2})$'`;
/** Perhaps written in another way: without seconds, with nanoseconds. The evaluator knows. */
const mayBeMoment = `'^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ]|$)'`;

type Test = (expression: string) => string;

/**
 * A test of a stored string that is a moment. Years near the ends of what four digits write are left to the evaluator, so that
 * no limit and no zone leads beyond them here.
 */
export function writtenMomentTest(onDays: Test, onInstants: Test): Test {
  return (value) => {
    const text = textOfString(value);
    const instant = `(${text} || CASE WHEN ${text} ~ ${hasZone} THEN '' ELSE 'Z' END)::timestamptz`;
    return `CASE
      WHEN ${text} !~ ${mayBeMoment} THEN false
      WHEN ${text} COLLATE "C" < '0002' OR ${text} COLLATE "C" >= '9998' THEN NULL
      WHEN ${text} ~ ${isDay} THEN ${onDays(text)}
      WHEN ${text} ~ ${isInstant} THEN ${onInstants(instant)}
      WHEN char_length(${text}) = 10 THEN false
      ELSE NULL END`;
  };
}

/** Below are seconds since the epoch, others milliseconds; as `storedMoment` reads them, in the same doubles. */
const millisecondsFrom = '1e11';
const maximumMs = '8.63e15';

/** A test of the epoch milliseconds that a stored number stands for. */
export function momentOfNumber(holds: Test): Test {
  return (value) => {
    const number = `${value}::float8`;
    const ms = `(CASE WHEN abs(${number}) < ${millisecondsFrom}::float8 THEN ${number} * 1000 ELSE ${number} END)`;
    return `CASE WHEN abs(${value}::numeric) > ${maximumMs} THEN false ELSE ${holds(ms)} END`;
  };
}
