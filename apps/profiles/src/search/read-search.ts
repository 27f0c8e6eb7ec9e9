import { readCondition } from '@rapport/conditions';
import type { Condition } from '@rapport/contracts';
import { type FieldFault, ProblemError } from '@rapport/kernel';
import { peopleSorts, type PeopleSort, type SearchBody } from './search.dto.js';

/** @throws ProblemError `invalid_rule`, or `unsupported_regex` when that is all that is wrong */
export function readSearch(body: SearchBody): { condition?: Condition; sort?: PeopleSort } {
  const faults: FieldFault[] = [];
  const condition =
    body.condition === undefined ? undefined : readCondition(body.condition, 'list', 'condition', faults);
  const sort = peopleSorts.find((one) => one === body.sort);
  if (body.sort !== undefined && sort === undefined) {
    const message = `must be one of ${peopleSorts.join(', ')}`;
    faults.push({ field: 'sort', rule: 'value_not_allowed', message });
  }
  if (faults.length === 0) return { ...(condition && { condition }), ...(sort && { sort }) };
  const onlyPatterns = faults.every(({ rule }) => rule === 'unsupported_regex');
  throw new ProblemError(onlyPatterns ? 'unsupported_regex' : 'invalid_rule', { errors: faults });
}
