import { fieldProblem, type ProblemError } from '@rapport/kernel';

/** The answer to a person named in `field` by what is neither an id nor `type:value` (api.md 2.2). */
export function invalidReference(field: string): ProblemError {
  return fieldProblem(field, 'format', 'must be prf_… or type:value', 'invalid_reference');
}
