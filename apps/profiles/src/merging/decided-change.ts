import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { EventBus, type OutgoingMessage } from '@rapport/event-bus';
import type { EntityManager } from 'typeorm';
import { ChangeIdentities } from '../apply/change-identities.usecase.js';
import type { KeyedIdentifier } from '../apply/chunk.js';
import type { Decision } from '../apply/decision.js';
import type { FoldResult } from '../apply/fold-chunk.js';

/** A decision about these identifiers, and how to make a better one of what came of it; undefined when it is good. */
export interface Proposal {
  identifiers: readonly KeyedIdentifier[];
  decision: Decision;
  refine?: (result: FoldResult, decision: Decision) => Decision | undefined;
}

interface Tried {
  result: FoldResult;
  messages: OutgoingMessage[];
}

/**
 * Tries what was decided, in a transaction: as often as it takes, and for a preview without leaving a trace. Published is only
 * what stands in the end, because the bus tells its readers at the commit how far its log goes, savepoints or not.
 */
@Injectable()
export class DecidedChange {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ChangeIdentities) private readonly identities: ChangeIdentities,
    @Inject(EventBus) private readonly bus: EventBus,
  ) {}

  /** With `dryRun`, what was written is rolled back, and what was found out is returned all the same. */
  async run<T>(
    { workspaceId, dryRun }: { workspaceId: string; dryRun: boolean },
    work: (tx: EntityManager, apply: (proposal: Proposal) => Promise<FoldResult>) => Promise<T>,
  ): Promise<T> {
    return this.database.transaction(async (tx) => {
      const messages: OutgoingMessage[] = [];
      const apply = async (proposal: Proposal): Promise<FoldResult> => {
        const tried = await this.try(tx, workspaceId, proposal);
        messages.push(...tried.messages);
        return tried.result;
      };
      if (dryRun) await tx.query('SAVEPOINT preview');
      const found = await work(tx, apply);
      if (dryRun) await tx.query('ROLLBACK TO SAVEPOINT preview');
      else await this.bus.publish(messages, tx);
      return found;
    });
  }

  private async try(tx: EntityManager, workspaceId: string, proposal: Proposal): Promise<Tried> {
    const { identifiers, decision, refine } = proposal;
    await tx.query('SAVEPOINT decision');
    const tried = await this.identities.prepare(tx, { workspaceId, identifiers, decision });
    const better = refine?.(tried.result, decision);
    if (!better) return tried;
    await tx.query('ROLLBACK TO SAVEPOINT decision');
    return this.try(tx, workspaceId, { ...proposal, decision: better });
  }
}
