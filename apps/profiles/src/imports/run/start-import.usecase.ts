import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '@rapport/access';
import type { AcceptedEvent } from '@rapport/contracts';
import { Database } from '@rapport/database';
import { CLOCK, type Operation, StartOperation } from '@rapport/http';
import { type Clock, ProblemError, publicId, toIso } from '@rapport/kernel';
import { requireFile } from '../require-file.js';
import { ImportsRepository } from '../persistence/imports.repository.js';
import { type ImportInput, importOperation } from './import.operation.js';

/** Begins to import a file that has been mapped; one of NDJSON says by itself what it means. */
@Injectable()
export class StartImport {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ImportsRepository) private readonly imports: ImportsRepository,
    @Inject(StartOperation) private readonly operations: StartOperation,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `not_found`, `gone`, `state_conflict` */
  async execute(
    workspaceId: string,
    importId: string,
    mode: AcceptedEvent['mode'],
    createdBy: Actor,
  ): Promise<Operation> {
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const record = requireFile(await this.imports.find(tx, workspaceId, importId, 'lock'));
      if (record.startedAt) throw new ProblemError('state_conflict', { detail: 'It has been started.' });
      if (record.format === 'csv' && !record.mapping) {
        throw new ProblemError('state_conflict', { detail: 'Its columns have not been mapped.' });
      }
      const input: ImportInput = { importId };
      const subject = { kind: 'import', id: publicId('imp', importId) };
      const operation = await this.operations.execute(
        { workspaceId, kind: importOperation, subject, input, total: record.rows, createdBy },
        tx,
      );
      const at = toIso(this.clock.now());
      await this.imports.start(tx, record, { mode, operationId: operation.id, at });
      return operation;
    });
  }
}
