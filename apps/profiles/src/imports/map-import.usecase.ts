import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { bodyProblem } from '@rapport/http';
import { ProblemError } from '@rapport/kernel';
import { faultsOfMapping } from './domain/check-mapping.js';
import type { ImportMapping } from './domain/mapping.js';
import type { ImportRecord } from './persistence/import-record.js';
import { ImportsRepository } from './persistence/imports.repository.js';
import { requireFile } from './require-file.js';

/** Says what the columns of a file mean. May be said again until the import is started. */
@Injectable()
export class MapImport {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ImportsRepository) private readonly imports: ImportsRepository,
  ) {}

  /** @throws ProblemError `not_found`, `gone`, `state_conflict`, `validation_failed` */
  async execute(workspaceId: string, importId: string, mapping: ImportMapping): Promise<ImportRecord> {
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const record = requireFile(await this.imports.find(tx, workspaceId, importId, 'lock'));
      const faults = record.format === 'csv' ? faultsOfMapping(mapping, record.columns, record.kind) : [];
      if (faults.length > 0) throw bodyProblem(faults);
      if (record.format !== 'csv') {
        throw new ProblemError('state_conflict', { detail: 'NDJSON has no columns to map.' });
      }
      if (record.startedAt) throw new ProblemError('state_conflict', { detail: 'It has been started.' });
      await this.imports.map(tx, record, mapping);
      return { ...record, state: 'mapped', mapping };
    });
  }
}
