import type { Actor } from '@rapport/access';
import type { Database } from '@rapport/database';
import type { Operation, StartOperation } from '@rapport/http';
import { newId, publicId } from '@rapport/kernel';
import { unknownRef } from '../dead-letters.query.js';
import type { LetterChanges } from '../letter-changes.repository.js';
import type { LetterFilter } from '../letter-rows.js';

export interface BeginCommand {
  workspaceId: string;
  kind: 'replay_dead_letters' | 'discard_dead_letters';
  filter: LetterFilter;
  /** What the kind wants to know besides which letters. */
  options: object;
  createdBy: Actor;
}

/** Begins an operation on the letters that there are now; those that come later are not its own. */
export class BeginLettersOperation {
  constructor(
    private readonly database: Database,
    private readonly changes: LetterChanges,
    private readonly start: StartOperation,
  ) {}

  /** @throws ProblemError `unknown_ref` when one of the ids names no letter of the workspace */
  async execute({ workspaceId, kind, filter, options, createdBy }: BeginCommand): Promise<Operation> {
    const until = newId();
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const total = await this.changes.count(workspaceId, filter, until, tx);
      const { ids } = filter;
      if (ids && total < ids.length) unknownRef('ids');
      const [only] = ids?.length === 1 ? ids : [];
      const subject = only
        ? { kind: 'dead_letter', id: publicId('dlt', only) }
        : { kind: 'dead_letters', id: null };
      const input = { filter, until, ...options };
      return this.start.execute({ workspaceId, kind, subject, input, total, createdBy }, tx);
    });
  }
}
