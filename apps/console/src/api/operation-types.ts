import type { Actor } from './types';

export type OperationState = 'pending' | 'running' | 'succeeded' | 'failed' | 'cancelled';

export interface OperationFault {
  code: string;
  field: string | null;
  message: string;
}
/** Long work that survives restarts (api.md 2.8). */
export interface Operation {
  id: string;
  kind: string;
  state: OperationState;
  progress: { done: number; total: number | null };
  result: unknown;
  error: OperationFault | null;
  createdAt: string;
  createdBy: Actor | null;
  startedAt: string | null;
  finishedAt: string | null;
}

export function hasEnded(state: OperationState): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'cancelled';
}
