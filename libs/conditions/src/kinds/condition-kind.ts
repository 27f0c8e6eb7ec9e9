import type { Condition, ConditionKind, ConditionPlace } from '@rapport/contracts';
import type { ConditionReader, JsonRecord } from '../reader.js';
import type { SqlScope } from '../sql/sql-scope.js';
import type { EvaluationScope, Trace } from '../trace.js';

/** What can change the truth of a condition, besides time. */
export interface Dependencies {
  /** Names of traits: the first key of each path. */
  traits: Set<string>;
  /** Paths into the run's context, of `context` and of `{ref}`. */
  contextPaths: Set<string>;
  /** Paths into the event looked at, as `properties.plan`. */
  eventPaths: Set<string>;
  /** Names of traits of groups: the first key of each path. */
  groupTraits: Set<string>;
  /** Paths of attributes looked at, by object type; empty = the objects are only counted. */
  objects: Map<string, Set<string>>;
}

/** Decides a condition that stands inside another one, in a scope of its own. */
export type Evaluate = (condition: Condition, scope: EvaluationScope) => Trace;

/** Compiles a condition that stands inside another one, in a scope of its own. */
export type Compile = (condition: Condition, scope: SqlScope) => string;

/** One kind of condition: everything that is known of it, in one file. */
export interface ConditionKindDefinition<C extends Condition = Condition> {
  kind: C['kind'];
  label: string;
  places: readonly ConditionPlace[];
  /** A leaf counts against the limit of a tree. */
  leaf: boolean;
  read(input: JsonRecord, field: string, reader: ConditionReader): C | undefined;
  /** Conditions that are decided in the same scope. */
  children(condition: C): Condition[];
  /** `traces` are those of the children, in order; `inner` is for what is no child because it looks at something else. */
  evaluate(condition: C, traces: Trace[], scope: EvaluationScope, inner: Evaluate): Trace;
  noteDependencies(
    condition: C,
    dependencies: Dependencies,
    inner: (condition: Condition) => Dependencies,
  ): void;
  /** The same decision in SQL (see `compileCondition`). Absent where nobody asks for it: no list can hold the kind. */
  sql?(condition: C, children: string[], scope: SqlScope, inner: Compile): string;
}

export type ConditionOf<K extends ConditionKind> = Extract<Condition, { kind: K }>;

export const everywhere: readonly ConditionPlace[] = ['journey', 'entry_filter', 'where', 'list'];

/** Of many groups or objects that fit, a trace names this many. */
export const mostEvidence = 10;
