import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { EventBus } from '@rapport/event-bus';
import { CLOCK, type Operation, type OperationKind, OperationRunner, type Slice } from '@rapport/http';
import { type Clock, ProblemError, toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { applyGroup } from '../../apply/events.consumer.js';
import type { ImportState } from '../persistence/import-record.js';
import { ImportsRepository } from '../persistence/imports.repository.js';
import { ImportRows } from './import-rows.usecase.js';

export const importOperation = 'import';

export interface ImportInput {
  importId: string;
}
interface ImportCursor {
  chunk: number;
}

/**
 * An import writes faster than its events are applied. So that the events of live traffic do not queue behind a whole file, it
 * waits while more than this many records are under way.
 */
const mostUnderWay = 5_000;
const pauseMs = 100;
/** Asking how far the consumers are costs a query. */
const chunksPerLook = 4;

/** Imports a file chunk by chunk, as an operation: it survives restarts and can be cancelled between two chunks. */
@Injectable()
export class ImportOperation implements OperationKind<ImportInput, ImportCursor>, OnModuleInit {
  readonly kind = importOperation;

  constructor(
    @Inject(OperationRunner) private readonly runner: OperationRunner,
    @Inject(ImportRows) private readonly importRows: ImportRows,
    @Inject(ImportsRepository) private readonly imports: ImportsRepository,
    @Inject(EventBus) private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.runner.register(this);
  }

  async runSlice(
    operation: Operation<ImportInput, ImportCursor>,
    tx: EntityManager,
  ): Promise<Slice<ImportCursor>> {
    const { workspaceId, input, progress } = operation;
    const cursor = operation.cursor ?? { chunk: 0 };
    if (cursor.chunk % chunksPerLook === 0 && (await this.isAhead())) {
      return { outcome: 'more', cursor, progress, pauseMs };
    }
    const record = await this.imports.find(tx, workspaceId, input.importId);
    if (!record) throw new ProblemError('not_found');
    const rows = await this.importRows.execute(tx, record, cursor.chunk);
    if (rows === undefined) return { outcome: 'succeeded', progress, result: { counts: record.counts } };
    const done = progress.done + rows;
    return { outcome: 'more', cursor: { chunk: cursor.chunk + 1 }, progress: { ...progress, done } };
  }

  async ended(
    { workspaceId, input, state, error }: Operation<ImportInput, ImportCursor>,
    tx: EntityManager,
  ): Promise<void> {
    const at = toIso(this.clock.now());
    await this.imports.end(tx, workspaceId, input.importId, { state: state as ImportState, error, at });
  }

  private async isAhead(): Promise<boolean> {
    const { subscriptions } = await this.bus.health();
    return subscriptions.some(({ group, lag }) => group === applyGroup && lag > mostUnderWay);
  }
}
