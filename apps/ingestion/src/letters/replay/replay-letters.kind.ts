import type { OnModuleInit } from '@nestjs/common';
import type { EventBus } from '@rapport/event-bus';
import type { Operation, OperationKind, OperationRunner, Slice } from '@rapport/http';
import type { Clock } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { LetterChange, LetterChanges } from '../letter-changes.repository.js';
import type { WholeLetter } from '../letter-rows.js';
import type { LetterReplay } from './letter-replay.js';
import { nextLetters } from './letters-operation.js';
import type { LettersInput } from './letters-operation.js';
import { emptyReport, report } from './replay-report.js';
import type { ReplayReport } from './replay-report.js';
import type { ReplayVerdict } from './replay-verdict.js';

export interface ReplayInput extends LettersInput {
  dryRun: boolean;
  ratePerSecond: number;
}

export interface ReplayCursor {
  after: string | null;
  report: ReplayReport;
}

/** Letters of one transaction: their events lock the log's partitions until it commits. */
const mostLetters = 100;

/**
 * Replays letters. What is published, the letters' new states and how far it came are committed together, so that each has
 * its effect once, whatever happens to the process and whoever else replays the same letters.
 */
export class ReplayLetters implements OperationKind<ReplayInput, ReplayCursor>, OnModuleInit {
  readonly kind = 'replay_dead_letters';

  constructor(
    private readonly runner: OperationRunner,
    private readonly replay: LetterReplay,
    private readonly changes: LetterChanges,
    private readonly bus: EventBus,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.runner.register(this);
  }

  async runSlice(
    operation: Operation<ReplayInput, ReplayCursor>,
    tx: EntityManager,
  ): Promise<Slice<ReplayCursor>> {
    const { workspaceId, input, progress } = operation;
    const { after, report: soFar } = structuredClone(operation.cursor) ?? {
      after: null,
      report: emptyReport(input.dryRun),
    };
    const limit = input.dryRun ? mostLetters : Math.min(mostLetters, input.ratePerSecond);
    const next = await nextLetters(this.changes, workspaceId, input, { after, limit }, tx);
    const ids = next.letters.map(({ id }) => id);
    const letters = input.dryRun
      ? await this.changes.readOpen(workspaceId, ids, tx)
      : await this.changes.lockOpen(workspaceId, ids, tx);
    const verdicts = await this.replay.judge(workspaceId, letters);
    verdicts.forEach((verdict, index) => report(soFar, letters[index]?.id ?? '', verdict));
    soFar.notOpen += ids.length - letters.length;
    if (!input.dryRun) await this.carryOut(operation, letters, verdicts, tx);
    const done = { done: progress.done + ids.length, total: progress.total };
    if (!next.more) return { outcome: 'succeeded', progress: done, result: resultOf(soFar) };
    return {
      outcome: 'more',
      cursor: { after: ids.at(-1) ?? after, report: soFar },
      progress: done,
      ...(!input.dryRun && { pauseMs: Math.ceil((1000 * ids.length) / input.ratePerSecond) }),
    };
  }

  private async carryOut(
    { workspaceId, id: operationId }: Operation<ReplayInput, ReplayCursor>,
    letters: readonly WholeLetter[],
    verdicts: readonly ReplayVerdict[],
    tx: EntityManager,
  ): Promise<void> {
    const changes = letters.flatMap((letter, index) => changeOf(letter, verdicts[index]));
    await this.changes.change(workspaceId, changes, { operationId, nowMs: this.clock.now() }, tx);
    // Last, because it locks the partitions of the log until the commit.
    const messages = verdicts.flatMap((verdict) => ('messages' in verdict ? verdict.messages : []));
    if (messages.length > 0) await this.bus.publish(messages, tx);
  }
}

function changeOf({ id, madeAt }: WholeLetter, verdict: ReplayVerdict | undefined): LetterChange[] {
  switch (verdict?.kind) {
    case 'passed':
    case 'handed_over':
      return [{ id, madeAt, state: 'replayed' }];
    case 'dropped':
      return [{ id, madeAt, state: 'discarded', failure: verdict.fault }];
    case 'failed':
      return [{ id, madeAt, state: 'open', failure: verdict.fault }];
    case 'not_replayable':
    case undefined:
      return [];
  }
}

function resultOf({ codes, ...counts }: ReplayReport) {
  const sorted = Object.entries(codes).sort(([, a], [, b]) => b - a);
  return { ...counts, codes: sorted.map(([code, count]) => ({ code, count })) };
}
