/** The rule language (api.md 8). A condition is true or false of a person at a moment. This release knows these kinds. */
export const generalOperators = ['is', 'is_not', 'is_any_of', 'is_none_of', 'is_set', 'is_not_set'] as const;
export const textOperators = ['contains', 'does_not_contain', 'starts_with', 'ends_with', 'matches'] as const;
export const numberOperators = ['less_than', 'at_most', 'greater_than', 'at_least', 'between'] as const;
export const timeOperators = ['before', 'after', 'on', 'within_last', 'within_next'] as const;
export const listOperators = [
  'includes',
  'does_not_include',
  'includes_any_of',
  'includes_all_of',
  'is_empty',
  'is_not_empty',
] as const;
export const operators = [
  ...generalOperators,
  ...textOperators,
  ...numberOperators,
  ...timeOperators,
  ...listOperators,
] as const;
export type Operator = (typeof operators)[number];

export type Scalar = string | number | boolean;
/** `{now}`: a signed ISO 8601 duration from now. `{ref}`: a path into the run's context, in journeys only. */
export type ConditionValue = Scalar | Scalar[] | { now: string } | { ref: string };

export interface Comparison {
  op: Operator;
  value?: ConditionValue;
  ignoreCase?: boolean;
  /** `workspace` (default), `profile` or an IANA id; for the time operators. */
  timeZone?: string;
}

export const countOperators = [
  'exactly',
  'at_least',
  'at_most',
  'less_than',
  'greater_than',
  'between',
] as const;
export type CountOperator = (typeof countOperators)[number];

/** How many: a whole number, or for `between` the smallest and the largest that fit. */
export interface CountTest {
  op: CountOperator;
  value: number | [number, number];
}

export interface AndCondition {
  kind: 'and';
  conditions: Condition[];
}
export interface OrCondition {
  kind: 'or';
  conditions: Condition[];
}
export interface NotCondition {
  kind: 'not';
  condition: Condition;
}
export interface TraitCondition extends Comparison {
  kind: 'trait';
  trait: string;
}
/** `event.… steps.… data.… journey.…` of the run; `event` alone exists in an entry filter. */
export interface ContextCondition extends Comparison {
  kind: 'context';
  path: string;
}
/** Inside `where` only. */
export interface PropertyCondition extends Comparison {
  kind: 'property';
  property: string;
  in?: 'properties' | 'context' | 'traits';
}

/**
 * True when one of the person's groups has such a trait. So a person without groups never fits, whatever the operator:
 * "none of the groups is on the free plan" is the `not` of "one is".
 */
export interface GroupTraitCondition extends Comparison {
  kind: 'group_trait';
  trait: string;
}
/** The number of objects of a type that are related to the person, and of which `where` holds, fits `count` (default: one or more). */
export interface ObjectCondition {
  kind: 'object';
  objectType: string;
  /** `and or not property`; a `property` looks at the object's attributes. */
  where?: Condition;
  count?: CountTest;
}

export type Condition =
  | AndCondition
  | OrCondition
  | NotCondition
  | TraitCondition
  | ContextCondition
  | PropertyCondition
  | GroupTraitCondition
  | ObjectCondition;
export type ConditionKind = Condition['kind'];

/** Where a condition stands decides which kinds it may hold. */
export type ConditionPlace = 'journey' | 'entry_filter' | 'where' | 'list';

export interface EventOccurrence {
  kind: 'event';
  event?: string;
  type?: 'track' | 'page' | 'screen' | 'identify' | 'group' | 'alias';
  where?: Condition;
}
/** The fold gave the trait another value; `from` and `to` are literals, null = missing, absent = any. */
export interface TraitChangedOccurrence {
  kind: 'trait_changed';
  trait: string;
  from?: Scalar | null;
  to?: Scalar | null;
}
export type Occurrence = EventOccurrence | TraitChangedOccurrence;
