import type { PiiClass } from '../api/schema-types';
import { t } from '../intl/text';

/** The classes of a trait, and what each of them does. */
export const piiClasses: { value: PiiClass; label: string; does: string }[] = [
  {
    value: 'none',
    label: t('Not personal'),
    does: t('Everybody who may read people sees its values.'),
  },
  {
    value: 'pii',
    label: t('Personal'),
    does: t(
      'Keys and roles without the scope pii:read get nothing in its place: in every answer about people, in streams and in examples.',
    ),
  },
  {
    value: 'sensitive',
    label: t('Sensitive'),
    does: t(
      'Hidden from the same keys and roles as personal ones. The word warns everybody else: health, gender, faith, income.',
    ),
  },
];

export function sayClass(piiClass: PiiClass): string {
  return piiClasses.find(({ value }) => value === piiClass)?.label ?? piiClass;
}
