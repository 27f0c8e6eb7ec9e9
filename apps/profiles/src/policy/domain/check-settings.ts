import { bareIdentifier, type FieldFault, isIdentifierType } from '@rapport/kernel';
import { builtInTypes } from '../../apply/domain/identity-policy.js';
import { mostIdentifiers, type PolicySettings, sumOfLimits, type TypeSettings } from './policy-settings.js';

const path = /^(traits|context\.traits|properties)(\.[A-Za-z0-9_-]{1,64}){1,4}$/;

/** What is wrong with settings whose shape is right: every fault, with its field and rule; none when they may be stored. */
export function faultsOfSettings(settings: PolicySettings): FieldFault[] {
  const { types, blockedValues, largestAliasClass } = settings;
  const sum = sumOfLimits({ types, largestAliasClass });
  return [
    ...types.flatMap((type, index) => faultsOfType(type, `types[${index}]`)),
    ...repeats(types.map(({ type }) => type)).map((index) =>
      fault(`types[${index}].type`, 'duplicate', 'stands here twice'),
    ),
    ...builtInTypes
      .filter((name) => !types.some(({ type }) => type === name))
      .map((name) => fault('types', 'required', `must hold ${name}`)),
    ...(sum > mostIdentifiers
      ? [
          fault(
            'types',
            'maximum',
            `add up to ${sum} identifiers with the largest alias class, of ${mostIdentifiers} that a profile may hold`,
          ),
        ]
      : []),
    ...blockedValues.flatMap((value, index) =>
      bareIdentifier(value) === ''
        ? [fault(`blockedValues[${index}]`, 'min_length', 'must hold more than spaces and quotes')]
        : [],
    ),
  ];
}

function faultsOfType({ type, limit, paths, enabled }: TypeSettings, field: string): FieldFault[] {
  const builtIn = builtInTypes.some((name) => name === type);
  const faults: FieldFault[] = [];
  if (!isIdentifierType(type)) {
    const message =
      type === 'group_id'
        ? 'a group is no person'
        : 'must begin with a small letter and hold at most 64 small letters, digits, dots and underscores';
    faults.push(fault(`${field}.type`, 'pattern', message));
  }
  if (type === 'user_id' && limit !== 1) {
    faults.push(fault(`${field}.limit`, 'maximum', 'is 1 for user_id: only an alias or a person joins two'));
  }
  if (!enabled && (type === 'user_id' || type === 'anonymous_id')) {
    faults.push(
      fault(`${field}.enabled`, 'enum', `must be true for ${type}: every event is filed under one`),
    );
  }
  if (builtIn && paths.length > 0) {
    faults.push(
      fault(`${field}.paths`, 'max_items', `must be empty for ${type}: where it is found is fixed`),
    );
    return faults;
  }
  paths.forEach((one, index) => {
    if (path.test(one)) return;
    const message = 'must lead into traits, context.traits or properties, such as traits.loyaltyNumber';
    faults.push(fault(`${field}.paths[${index}]`, 'pattern', message));
  });
  return faults;
}

function repeats(names: readonly string[]): number[] {
  return names.flatMap((name, index) => (names.indexOf(name) < index ? [index] : []));
}

function fault(field: string, rule: string, message: string): FieldFault {
  return { field, rule, message };
}

/** In the one form in which settings are stored and compared. */
export function canonicalSettings({ types, blockedValues, ...rest }: PolicySettings): PolicySettings {
  const { hubThreshold, aliasMode, largestAliasClass } = rest;
  return {
    types: types.map(({ type, limit, paths, enabled }) => ({
      type,
      limit,
      paths: [...new Set(paths)],
      enabled,
    })),
    ...{ hubThreshold, aliasMode, largestAliasClass },
    blockedValues: [...new Set(blockedValues.map(bareIdentifier))].sort(),
  };
}
