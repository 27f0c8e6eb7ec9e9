import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { BusUnavailableError } from '@rapport/event-bus';
import { classifyFailure, CLOCK, type Clock, ProblemError } from '@rapport/kernel';
import type { Logger } from 'pino';
import { problemTitles } from '../problems/titles.js';
import { LOGGER } from '../tokens.js';
import {
  type ClaimedOperation,
  LeaseLostError,
  leaseMs,
  OperationClaims,
} from './operation-claims.repository.js';
import type { OperationFault, OperationKind } from './operation.js';

/** After so long the next operation has its turn, so that a long one holds up no short one. */
const turnMs = 2_000;
/** Failures in a row at the same place, other than of things that will be there again, before the operation has failed. */
const mostFailures = 3;
const longestPauseMs = 30_000;

/** What becomes of the turn: the operation has ended or belongs to another, or may go on after so many milliseconds. */
type Left = 'ended' | { pauseMs: number };

/** Works on one operation, slice by slice, each in a transaction of its own together with the progress it makes. */
@Injectable()
export class OperationTurn {
  constructor(
    @Inject(Database) private readonly database: Database,
    private readonly claims: OperationClaims,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @returns milliseconds until the operation may go on; undefined when it has ended */
  async take(
    claimed: ClaimedOperation,
    kind: OperationKind,
    stopping: AbortSignal,
  ): Promise<number | undefined> {
    const renewal = setInterval(() => void this.claims.renew(claimed).catch(() => undefined), leaseMs / 3);
    try {
      const left = await this.work(claimed, kind, stopping);
      if (left === 'ended') return undefined;
      await this.claims.release(claimed, left.pauseMs, claimed.failures);
      return left.pauseMs;
    } catch (error) {
      if (error instanceof LeaseLostError) return undefined;
      return await this.recover(claimed, kind, error);
    } finally {
      clearInterval(renewal);
    }
  }

  private async work(claimed: ClaimedOperation, kind: OperationKind, stopping: AbortSignal): Promise<Left> {
    const until = this.clock.now() + turnMs;
    let left: Left | undefined;
    // A claim may come back after the process has begun to stop: then not even a first slice.
    while (!stopping.aborted) {
      if (claimed.cancelRequested) {
        await this.end(claimed, kind, null);
        return 'ended';
      }
      left = await this.database.newTransaction((tx) => this.slice(claimed, kind, tx));
      if (left !== undefined || this.clock.now() >= until) break;
    }
    return left ?? { pauseMs: 0 };
  }

  private async slice(
    claimed: ClaimedOperation,
    kind: OperationKind,
    tx: Parameters<OperationKind['runSlice']>[1],
  ): Promise<Left | undefined> {
    const slice = await kind.runSlice(claimed.operation, tx);
    const { progress } = slice;
    if (slice.outcome === 'more') {
      claimed.cancelRequested = await this.claims.advance(claimed, slice.cursor, progress, tx);
      claimed.failures = 0;
      claimed.operation = { ...claimed.operation, cursor: slice.cursor, progress };
      return slice.pauseMs === undefined || claimed.cancelRequested ? undefined : { pauseMs: slice.pauseMs };
    }
    const ending =
      slice.outcome === 'succeeded'
        ? { state: 'succeeded' as const, progress, result: slice.result, error: null }
        : { state: 'failed' as const, progress, result: null, error: slice.error };
    const ended = await this.claims.end(claimed, ending, tx);
    await kind.ended?.(ended, tx);
    return 'ended';
  }

  /** @param error null: it was cancelled */
  private async end(
    claimed: ClaimedOperation,
    kind: OperationKind,
    error: OperationFault | null,
  ): Promise<void> {
    const state = error ? 'failed' : 'cancelled';
    const { progress } = claimed.operation;
    await this.database.newTransaction(async (tx) => {
      const ended = await this.claims.end(claimed, { state, progress, result: null, error }, tx);
      await kind.ended?.(ended, tx);
    });
  }

  private async recover(
    claimed: ClaimedOperation,
    kind: OperationKind,
    error: unknown,
  ): Promise<number | undefined> {
    const { workspaceId } = claimed.operation;
    const failures = claimed.failures + 1;
    const passing = error instanceof BusUnavailableError || classifyFailure(error) === 'transient';
    const pauseMs = Math.min(1000 * 2 ** (failures - 1), longestPauseMs);
    this.logger.warn(
      { err: error, workspaceId, stage: kind.kind, attempt: failures },
      'operation.slice_failed',
    );
    try {
      if (error instanceof ProblemError || (!passing && failures >= mostFailures)) {
        await this.end(claimed, kind, faultOf(error));
        return undefined;
      }
      await this.claims.release(claimed, pauseMs, failures);
    } catch (again) {
      if (again instanceof LeaseLostError) return undefined;
      // The lease runs out by itself.
      this.logger.warn({ err: again, workspaceId, stage: kind.kind }, 'operation.not_released');
    }
    return pauseMs;
  }
}

/** What is expected says what it is; a defect says nothing but that it is one. */
function faultOf(error: unknown): OperationFault {
  if (!(error instanceof ProblemError)) {
    return { severity: 'error', code: 'internal', field: null, message: problemTitles.internal };
  }
  const [first] = error.errors ?? [];
  const message = error.detail ?? first?.message ?? problemTitles[error.code];
  return { severity: 'error', code: error.code, field: first?.field ?? null, message };
}
