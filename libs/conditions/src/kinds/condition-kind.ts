import type { Condition, ConditionKind, ConditionPlace } from '@rapport/contracts';
import type { ConditionReader, JsonRecord } from '../reader.js';
import type { EvaluationScope, Trace } from '../trace.js';

/** What can change the truth of a condition, besides time. */
export interface Dependencies {
  /** Names of traits: the first key of each path. */
  traits: Set<string>;
  /** Paths into the run's context, of `context` and of `{ref}`. */
  contextPaths: Set<string>;
  /** Paths into the event looked at, as `properties.plan`. */
  eventPaths: Set<string>;
}

/** One kind of condition: everything that is known of it, in one file. */
export interface ConditionKindDefinition<C extends Condition = Condition> {
  kind: C['kind'];
  label: string;
  places: readonly ConditionPlace[];
  /** A leaf counts against the limit of a tree. */
  leaf: boolean;
  read(input: JsonRecord, field: string, reader: ConditionReader): C | undefined;
  children(condition: C): Condition[];
  /** `traces` are those of the children, in order. */
  evaluate(condition: C, traces: Trace[], scope: EvaluationScope): Trace;
  noteDependencies(condition: C, dependencies: Dependencies): void;
}

export type ConditionOf<K extends ConditionKind> = Extract<Condition, { kind: K }>;

export const everywhere: readonly ConditionPlace[] = ['journey', 'entry_filter', 'where'];
