import { limits } from '@rapport/kernel';
import { ValidateBy } from 'class-validator';

/** A list of non-empty lists of `type:value`. */
export const IsPartsOfNames = () =>
  ValidateBy({
    name: 'isPartsOfNames',
    validator: {
      validate: (value) => Array.isArray(value) && value.every(isPart),
      defaultMessage: () => 'must be lists of identifiers such as ["user_id:42", "email:ada@acme.test"]',
    },
  });

function isPart(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= limits.identifiersPerProfile &&
    value.every((name) => typeof name === 'string' && /^[a-z][a-z0-9_.]{0,63}:./su.test(name))
  );
}
