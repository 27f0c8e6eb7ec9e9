/** class-validator's constraint names as the rules of api.md 2.4, the more telling ones first. */
const rules: readonly (readonly [rule: string, constraints: readonly string[]])[] = [
  ['unknown_field', ['whitelistValidation']],
  [
    'type',
    [
      'isString',
      'isNumber',
      'isInt',
      'isBoolean',
      'isObject',
      'isArray',
      'nestedValidation',
      'isPlainObject',
    ],
  ],
  ['required', ['isDefined', 'isNotEmpty', 'isNotEmptyObject']],
  ['enum', ['isIn', 'isEnum', 'equals']],
  ['duration', ['isDuration']],
  ['date_time', ['isDateTime']],
  ['time_zone', ['isTimeZone']],
  ['format', ['isEmail', 'isUrl', 'isUuid', 'isLocale', 'isFormat']],
  ['pattern', ['matches']],
  ['min_length', ['minLength']],
  ['max_length', ['maxLength', 'isLength']],
  ['minimum', ['min', 'isPositive']],
  ['maximum', ['max']],
  ['min_items', ['arrayMinSize', 'arrayNotEmpty']],
  ['max_items', ['arrayMaxSize']],
  ['duplicate', ['arrayUnique']],
];

/** The rule to name when several constraints of one field failed, and the constraint it comes from. */
export function ruleOf(constraints: readonly string[]): { rule: string; constraint: string } {
  for (const [rule, names] of rules) {
    const constraint = names.find((name) => constraints.includes(name));
    if (constraint) return { rule, constraint };
  }
  return { rule: 'format', constraint: constraints[0] ?? '' };
}
