import { Injectable } from '@nestjs/common';
import { afterCommit } from '@rapport/database';
import type { EntityManager } from 'typeorm';

/**
 * Tells the scheduler of this process that a run will be due sooner than it thinks. Only a hint, given after the commit: a
 * lost one costs the scheduler's slow look at the table.
 */
@Injectable()
export class RunTimers {
  private listener: ((inMs: number) => void) | undefined;

  onExpected(listener: (inMs: number) => void): void {
    this.listener = listener;
  }

  expect(dueAt: readonly (number | null)[], now: number, tx: EntityManager): void {
    const first = Math.min(...dueAt.filter((one) => one !== null));
    if (Number.isFinite(first)) afterCommit(tx, () => this.listener?.(Math.max(0, first - now)));
  }

  /** Something may be due at once. */
  expectNow(tx: EntityManager): void {
    afterCommit(tx, () => this.listener?.(0));
  }
}
