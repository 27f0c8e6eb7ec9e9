import { Inject, Injectable } from '@nestjs/common';
import { type Caller, requireSight, TraitRegistry } from '@rapport/access';
import { Database } from '@rapport/database';
import { csvLine } from '@rapport/kernel';
import { headerOfRejects, lineOfReject } from '../domain/rejects.js';
import { ImportFilesRepository } from '../persistence/import-files.repository.js';
import type { ImportRecord } from '../persistence/import-record.js';
import { ImportsRepository } from '../persistence/imports.repository.js';
import { requireFile } from '../require-file.js';

const rowsAtOnce = 500;

/** The rows that did not land, as a file to mend and to import again. */
@Injectable()
export class RejectsFile {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ImportsRepository) private readonly imports: ImportsRepository,
    @Inject(ImportFilesRepository) private readonly files: ImportFilesRepository,
    @Inject(TraitRegistry) private readonly traits: TraitRegistry,
  ) {}

  /**
   * The rows are as they were uploaded, with everything in them.
   * @throws ProblemError `insufficient_scope` when the caller may not see all of a person, `not_found`, `gone`
   */
  async open(caller: Caller, workspaceId: string, importId: string): Promise<AsyncIterable<string>> {
    requireSight(caller, this.traits);
    const record = await this.database.inWorkspace(workspaceId, (tx) =>
      this.imports.find(tx, workspaceId, importId),
    );
    return this.write(requireFile(record));
  }

  /** A page at a time, as fast as it is taken. */
  private async *write(record: ImportRecord): AsyncGenerator<string> {
    yield csvLine(headerOfRejects(record.columns));
    for (let after = 0; ;) {
      const lines = await this.page(record, after);
      if (lines.length === 0) return;
      yield lines.map(({ text }) => text).join('');
      after = lines.at(-1)?.row ?? after;
    }
  }

  private async page(record: ImportRecord, after: number): Promise<{ row: number; text: string }[]> {
    return this.database.inWorkspace(record.workspaceId, async (tx) => {
      const errors = await this.files.listErrors(tx, record, after, rowsAtOnce);
      if (errors.length === 0) return [];
      const rows = await this.files.readRows(
        tx,
        record,
        errors.map(({ row }) => row),
      );
      return errors.map((error) => ({
        row: error.row,
        text: csvLine(lineOfReject(record.columns, rows.get(error.row) ?? [], error)),
      }));
    });
  }
}
