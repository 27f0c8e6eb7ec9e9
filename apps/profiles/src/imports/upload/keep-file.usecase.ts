import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '@rapport/access';
import { Database } from '@rapport/database';
import { CLOCK } from '@rapport/http';
import { type Clock, newId, toIso } from '@rapport/kernel';
import { guessMapping } from '../domain/guess-mapping.js';
import type { StoredRow } from '../domain/judge-row.js';
import type { ImportKind } from '../domain/mapping.js';
import { ImportFilesRepository } from '../persistence/import-files.repository.js';
import { type FileFacts, ImportsRepository } from '../persistence/imports.repository.js';
import { CheckedBytes } from './checked-bytes.js';
import { type FileFormat, openFile } from './read-rows.js';

export interface Upload {
  workspaceId: string;
  kind: ImportKind;
  format: FileFormat;
  fileName: string | null;
  createdBy: Actor;
  bytes: AsyncIterable<Buffer>;
}

/** A file that has come as a whole and is no import yet. */
export class KeptFile {
  constructor(
    readonly workspaceId: string,
    readonly id: string,
    readonly kind: ImportKind,
    readonly facts: FileFacts,
  ) {}

  /** What makes it the same request as another, under an `Idempotency-Key`. */
  toJSON(): object {
    return { kind: this.kind, sha256: this.facts.sha256 };
  }
}

/** A chunk is one slice of the import: it bounds memory and the length of a transaction. Characters. */
const rowsPerChunk = 500;
const charactersPerChunk = 512 * 1024;
const sampledRows = 100;

/** Takes a file in, piece by piece, at the pace at which the database takes it. */
@Injectable()
export class KeepFile {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ImportsRepository) private readonly imports: ImportsRepository,
    @Inject(ImportFilesRepository) private readonly files: ImportFilesRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * What was kept of a file that does not come to its end is deleted again.
   * @throws ProblemError `invalid_file`, `payload_too_large`, `request_timeout`
   */
  async execute(upload: Upload): Promise<KeptFile> {
    const { workspaceId, kind, format, fileName, createdBy } = upload;
    const id = newId();
    const createdAt = toIso(this.clock.now());
    await this.database.inWorkspace(workspaceId, (tx) =>
      this.imports.beginReceiving(tx, { workspaceId, id, kind, format, fileName, createdAt, createdBy }),
    );
    try {
      return new KeptFile(workspaceId, id, kind, await this.receive(upload, { workspaceId, id }));
    } catch (error) {
      await this.discard({ workspaceId, id });
      throw error;
    }
  }

  /** Deletes what no import was made of. */
  async discard({ workspaceId, id }: { workspaceId: string; id: string }): Promise<void> {
    await this.database.inWorkspace(workspaceId, async (tx) => {
      const forgotten = await this.imports.forgetUnfinished(tx, workspaceId, id);
      if (forgotten) await this.files.discard(tx, { workspaceId, id });
    });
  }

  private async receive(upload: Upload, key: { workspaceId: string; id: string }): Promise<FileFacts> {
    const { kind, format } = upload;
    const bytes = new CheckedBytes(upload.bytes);
    const { columns, delimiter, rows } = await openFile(bytes, format);
    const sample: string[][] = [];
    let count = 0;
    let chunk = 0;
    for await (const part of chunksOf(rows)) {
      for (const { content } of part) {
        if (sample.length < sampledRows && typeof content !== 'string') sample.push([...content]);
      }
      const next = chunk++;
      await this.database.inWorkspace(key.workspaceId, (tx) =>
        this.files.addChunk(tx, key, { chunk: next, rows: part }),
      );
      count += part.length;
    }
    const guess = format === 'csv' ? guessMapping(columns, sample, kind) : null;
    return { sha256: bytes.sha256(), bytes: bytes.bytes, delimiter, columns, rows: count, guess };
  }
}

async function* chunksOf(rows: AsyncIterable<StoredRow[]>): AsyncGenerator<StoredRow[]> {
  let part: StoredRow[] = [];
  let characters = 0;
  for await (const some of rows) {
    for (const row of some) {
      part.push(row);
      characters += sizeOf(row);
      if (part.length < rowsPerChunk && characters < charactersPerChunk) continue;
      yield part;
      part = [];
      characters = 0;
    }
  }
  if (part.length > 0) yield part;
}

function sizeOf({ content }: StoredRow): number {
  if (typeof content === 'string') return content.length;
  return content.reduce((sum, cell) => sum + cell.length, 0);
}
