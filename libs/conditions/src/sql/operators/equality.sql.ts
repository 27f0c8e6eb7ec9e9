import type { Scalar } from '@rapport/contracts';
import { isStorable, type SqlParameters, type SqlTest } from '../sql-scope.js';
import { foldedTest } from './folded-text.sql.js';
import { stringNumberTest } from './number.sql.js';

/** Literals sorted by how stored values equal them; see `equalsLiteral`, which this repeats. */
interface Sorted {
  /** JSON texts of stored values that are equal as they are. */
  exact: Set<string>;
  /** Also equal to strings that are a JSON number. */
  numbers: Set<number>;
  /** In lower case; also equal to strings in any case. */
  folded: Set<string>;
}

/** Whether a stored value equals one of the literals. */
export function equalsAny(
  literals: readonly Scalar[],
  ignoreCase: boolean,
  parameters: SqlParameters,
): SqlTest {
  const { exact, numbers, folded } = sort(literals, ignoreCase);
  const tests: SqlTest[] = [];
  if (exact.size > 0) {
    const values = parameters.place([...exact], 'jsonb[]');
    tests.push((value) => `COALESCE(${value} = ANY (${values}), false)`);
  }
  if (numbers.size > 0) {
    const values = parameters.place([...numbers].map(String), 'float8[]');
    tests.push(stringNumberTest((number) => `${number} = ANY (${values})`));
  }
  if (folded.size > 0) {
    const values = parameters.place([...folded], 'text[]');
    tests.push(foldedTest((text) => `${text} = ANY (${values})`));
  }
  if (tests.length === 0) return () => 'false';
  return (value) => `(${tests.map((test) => test(value)).join(' OR ')})`;
}

function sort(literals: readonly Scalar[], ignoreCase: boolean): Sorted {
  const sorted: Sorted = { exact: new Set(), numbers: new Set(), folded: new Set() };
  for (const literal of literals) {
    if (typeof literal === 'number') {
      sorted.exact.add(JSON.stringify(literal));
      sorted.numbers.add(literal);
    } else if (typeof literal === 'boolean') {
      sorted.exact.add(String(literal)).add(JSON.stringify(String(literal)));
    } else if (isStorable(literal)) {
      const text = ignoreCase ? literal.toLowerCase() : literal;
      if (ignoreCase) sorted.folded.add(text);
      else sorted.exact.add(JSON.stringify(text));
      if (isScalarText(text)) sorted.exact.add(jsonOfText(text));
    }
  }
  return sorted;
}

/** Whether a number or a boolean has exactly this text. */
export function isScalarText(text: string): boolean {
  if (text === 'true' || text === 'false') return true;
  const number = Number(text);
  return Number.isFinite(number) && String(number) === text;
}

function jsonOfText(text: string): string {
  return text === 'true' || text === 'false' ? text : JSON.stringify(Number(text));
}
