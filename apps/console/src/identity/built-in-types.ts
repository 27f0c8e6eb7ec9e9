import { t } from '../intl/text';

/** Types that every workspace has; where they are taken from is fixed. */
export const builtInTypes: ReadonlyMap<string, { from: string; canBeOff: boolean }> = new Map([
  ['user_id', { from: t('userId of any call'), canBeOff: false }],
  ['anonymous_id', { from: t('anonymousId of any call'), canBeOff: false }],
  [
    'email',
    { from: t('The trait email of an identify; context.traits.email of any other call'), canBeOff: true },
  ],
]);
