import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { decodeCursor, encodeCursor, mapPage, type Page, pageOf, type PageQuery } from '@rapport/http';
import { ProblemError, toIso } from '@rapport/kernel';
import { type ImportView, type RowErrorView, viewOfImport } from './import.view.js';
import type { ImportsQuery } from './imports.query.js';
import { ImportFilesRepository } from './persistence/import-files.repository.js';
import { ImportsRepository } from './persistence/imports.repository.js';
import { requireFile } from './require-file.js';

/** What the API shows of imports. Reads only, as the role that sees one workspace. */
@Injectable()
export class BrowseImports {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ImportsRepository) private readonly imports: ImportsRepository,
    @Inject(ImportFilesRepository) private readonly files: ImportFilesRepository,
  ) {}

  async list(workspaceId: string, { kind, state, limit, cursor }: ImportsQuery): Promise<Page<ImportView>> {
    const filters = { list: 'imports', workspaceId, kind, state };
    const [at, id] = decodeCursor(cursor, filters, ['instant', 'uuid']) ?? [];
    const after = at === undefined ? undefined : { at: String(at), id: String(id) };
    const rows = await this.database.inWorkspace(workspaceId, (tx) =>
      this.imports.list(tx, workspaceId, { kinds: kind, states: state, after, limit: limit + 1 }),
    );
    const page = pageOf(rows, limit, (last) =>
      encodeCursor(filters, [toIso(last.createdAt.getTime()), last.id]),
    );
    return mapPage(page, viewOfImport);
  }

  /** @throws ProblemError `not_found` */
  async find(workspaceId: string, importId: string): Promise<ImportView> {
    const record = await this.database.inWorkspace(workspaceId, (tx) =>
      this.imports.find(tx, workspaceId, importId),
    );
    if (!record) throw new ProblemError('not_found');
    return viewOfImport(record);
  }

  /** @throws ProblemError `not_found`, `gone` */
  async errors(
    workspaceId: string,
    importId: string,
    { limit, cursor }: PageQuery,
  ): Promise<Page<RowErrorView>> {
    const filters = { list: 'import errors', workspaceId, importId };
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const record = requireFile(await this.imports.find(tx, workspaceId, importId));
      const [after = 0] = decodeCursor(cursor, filters, ['integer']) ?? [];
      const rows = await this.files.listErrors(tx, record, Number(after), limit + 1);
      return pageOf(rows, limit, (last) => encodeCursor(filters, [last.row]));
    });
  }
}
