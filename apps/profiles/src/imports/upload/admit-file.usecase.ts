import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import type { ImportRecord } from '../persistence/import-record.js';
import { ImportsRepository } from '../persistence/imports.repository.js';
import type { KeptFile } from './keep-file.usecase.js';

/** Makes an import of a file that has come as a whole, in the transaction that remembers the answer. */
@Injectable()
export class AdmitFile {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ImportsRepository) private readonly imports: ImportsRepository,
  ) {}

  async execute(workspaceId: string, { id, facts }: KeptFile): Promise<ImportRecord> {
    return this.database.inWorkspace(workspaceId, (tx) => this.imports.admit(tx, workspaceId, id, facts));
  }
}
