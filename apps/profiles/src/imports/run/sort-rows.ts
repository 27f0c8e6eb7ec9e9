import { Inject, Injectable } from '@nestjs/common';
import { WorkspaceDirectory } from '@rapport/access';
import type { AcceptedEvent } from '@rapport/contracts';
import { importSourceIdOf } from '@rapport/events';
import { ProblemError, toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { acceptedHashOf, nodeIdOf } from '../../apply/derive-ids.js';
import { IdentityPolicies } from '../../policy/identity-policies.js';
import { RowReader } from '../domain/item-of-row.js';
import { type ImportedFile, type JudgedRow, judgeRow, type StoredRow } from '../domain/judge-row.js';
import type { ImportRecord, RowCounts } from '../persistence/import-record.js';
import { KnownPeopleRepository } from '../persistence/known-people.repository.js';

export type RowFate = keyof RowCounts;
export type SortedRow = JudgedRow & { fate: RowFate };

/** The file of an import with what its rows mean. */
export function importedFile(record: ImportRecord, mode: AcceptedEvent['mode']): ImportedFile {
  const { workspaceId, kind, columns, mapping, sha256, createdAt } = record;
  return {
    workspaceId,
    sourceId: importSourceIdOf(workspaceId),
    sha256,
    uploadedAtMs: createdAt.getTime(),
    mode,
    reader: mapping && new RowReader(kind, columns, mapping),
  };
}

/** Says of each row what becomes of it; two questions to the database, however many rows. Writes nothing. */
@Injectable()
export class SortRows {
  constructor(
    @Inject(WorkspaceDirectory) private readonly workspaces: WorkspaceDirectory,
    @Inject(KnownPeopleRepository) private readonly known: KnownPeopleRepository,
    @Inject(IdentityPolicies) private readonly policies: IdentityPolicies,
  ) {}

  async execute(
    tx: EntityManager,
    record: ImportRecord,
    file: ImportedFile,
    rows: readonly StoredRow[],
  ): Promise<SortedRow[]> {
    const policy = this.policies.find(file.workspaceId);
    const judged = rows.map((row) => judgeRow(row, file, policy));
    const hashes = judged.map((row) =>
      row.valid ? acceptedHashOf(file.sourceId, row.event.messageId) : null,
    );
    const applied = new Set(await this.known.appliedEvents(tx, file.workspaceId, present(hashes)));
    const isKnown = record.kind === 'profiles' ? await this.peopleBefore(tx, file, judged) : undefined;
    return judged.map((row, index) => {
      const hash = hashes[index];
      if (!row.valid || !hash) return { ...row, fate: 'invalid' };
      if (applied.has(hash)) return { ...row, fate: 'duplicates' };
      applied.add(hash);
      if (!isKnown?.[index]) return { ...row, fate: 'new' };
      return { ...row, fate: record.mapping?.onExisting === 'skip' ? 'skipped' : 'updated' };
    });
  }

  /** Of each row whether any of its identifiers was somebody's before the file came. */
  private async peopleBefore(
    tx: EntityManager,
    { workspaceId, uploadedAtMs }: ImportedFile,
    judged: readonly JudgedRow[],
  ): Promise<boolean[]> {
    const workspace = await this.workspaces.get(workspaceId);
    if (!workspace) throw new ProblemError('not_found');
    const nodes = judged.map((row) =>
      row.valid ? row.identifiers.map((identifier) => nodeIdOf(workspace.identityKey, identifier)) : [],
    );
    const found = await this.known.nodesBefore(tx, workspaceId, nodes.flat(), toIso(uploadedAtMs));
    return nodes.map((ids) => ids.some((id) => found.has(id)));
  }
}

function present(values: readonly (string | null)[]): string[] {
  return values.filter((value) => value !== null);
}
