import type { OnModuleInit } from '@nestjs/common';
import type { Operation, OperationKind, OperationRunner, Slice } from '@rapport/http';
import type { Clock } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { LetterChanges } from '../letter-changes.repository.js';
import type { LettersInput } from './letters-operation.js';

export interface DiscardCursor {
  after: string | null;
  discarded: number;
}

const mostLetters = 1_000;

/** Says of letters that nobody will replay them. They stay to be looked at until they are too old. */
export class DiscardLetters implements OperationKind<LettersInput, DiscardCursor>, OnModuleInit {
  readonly kind = 'discard_dead_letters';

  constructor(
    private readonly runner: OperationRunner,
    private readonly changes: LetterChanges,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.runner.register(this);
  }

  async runSlice(
    operation: Operation<LettersInput, DiscardCursor>,
    tx: EntityManager,
  ): Promise<Slice<DiscardCursor>> {
    const { workspaceId, id: operationId, input, progress } = operation;
    const { after, discarded } = operation.cursor ?? { after: null, discarded: 0 };
    const range = { after, until: input.until, limit: mostLetters };
    const candidates = await this.changes.next(workspaceId, input.filter, range, tx);
    const last = candidates.at(-1);
    if (!last) {
      const result = { discarded, notOpen: progress.done - discarded };
      return { outcome: 'succeeded', progress, result };
    }
    const ids = candidates.map(({ id }) => id);
    const by = { operationId, nowMs: this.clock.now() };
    const settled = await this.changes.discard(workspaceId, ids, by, tx);
    return {
      outcome: 'more',
      cursor: { after: last.id, discarded: discarded + settled },
      progress: { done: progress.done + ids.length, total: progress.total },
    };
  }
}
