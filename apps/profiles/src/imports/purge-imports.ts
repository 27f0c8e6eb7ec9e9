import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { toIso } from '@rapport/kernel';
import { keptMs } from './import.view.js';
import { ImportFilesRepository } from './persistence/import-files.repository.js';
import { ImportsRepository } from './persistence/imports.repository.js';

/** Nothing is received for longer than this: what is older was left behind by a process that died. */
const longestReceivingMs = 60 * 60 * 1000;

/** Deletes files that nobody needs any more. What became of them stays on record. */
@Injectable()
export class PurgeImports {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ImportsRepository) private readonly imports: ImportsRepository,
    @Inject(ImportFilesRepository) private readonly files: ImportFilesRepository,
  ) {}

  async execute(now: number): Promise<void> {
    const abandoned = await this.imports.findAbandoned(this.database, toIso(now - longestReceivingMs));
    for (const key of abandoned) {
      await this.database.newTransaction(async (tx) => {
        if (await this.imports.forgetUnfinished(tx, key.workspaceId, key.id))
          await this.files.discard(tx, key);
      });
    }
    const expired = await this.imports.findExpired(this.database, toIso(now - keptMs));
    for (const key of expired) {
      await this.database.newTransaction(async (tx) => {
        await this.files.discard(tx, key);
        await this.imports.markPurged(tx, key, toIso(now));
      });
    }
  }
}
