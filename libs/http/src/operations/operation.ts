import type { Actor } from '@rapport/access';
import type { EntityManager } from 'typeorm';

export const operationStates = ['pending', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type OperationState = (typeof operationStates)[number];

/** Why an operation failed; a `Problem` of api.md 2.7. */
export interface OperationFault {
  severity: 'error';
  code: string;
  field: string | null;
  message: string;
}

export interface OperationProgress {
  done: number;
  /** null while nobody knows how much there is. */
  total: number | null;
}

/** What an operation is about, with its public id; null when it is about many things. */
export interface OperationSubject {
  kind: string;
  id: string | null;
}

/** Work that outlives its request (api.md 2.8). Times are epoch milliseconds. */
export interface Operation<Input = unknown, Cursor = unknown> {
  workspaceId: string;
  /** uuid; its public id is `opr_…`. */
  id: string;
  kind: string;
  state: OperationState;
  progress: OperationProgress;
  result: unknown;
  error: OperationFault | null;
  subject: OperationSubject;
  /** What was asked for, as its kind keeps it. Never leaves the service. */
  input: Input;
  /** Where the next slice begins; null before the first. */
  cursor: Cursor | null;
  createdAt: number;
  createdBy: Actor;
  startedAt: number | null;
  finishedAt: number | null;
}

/** What a slice came to. It is stored in the transaction of the slice's effects. */
export type Slice<Cursor = unknown> =
  | {
      outcome: 'more';
      cursor: Cursor;
      progress: OperationProgress;
      /** Nothing more is done before so many milliseconds have passed. */
      pauseMs?: number;
    }
  | { outcome: 'succeeded'; progress: OperationProgress; result: unknown }
  | { outcome: 'failed'; progress: OperationProgress; error: OperationFault };

/** How operations of one kind are worked off. */
export interface OperationKind<Input = unknown, Cursor = unknown> {
  readonly kind: string;

  /**
   * Does the next slice, of a second or less. Everything it does for good it does in `tx`, which also stores what it returns:
   * so each slice counts once, whatever happens to the process. When another instance has taken the operation over
   * meanwhile, `tx` is rolled back. A `ProblemError` fails the operation; other errors are tried again.
   */
  runSlice(operation: Operation<Input, Cursor>, tx: EntityManager): Promise<Slice<Cursor>>;

  /** Called in the transaction that ends the operation, however it ends. */
  ended?(operation: Operation<Input, Cursor>, tx: EntityManager): Promise<void>;
}

export function hasEnded(state: OperationState): boolean {
  return state !== 'pending' && state !== 'running';
}
