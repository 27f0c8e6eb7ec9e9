import { version } from '@rapport/config';
import { headerNames, topics } from '@rapport/contracts';
import { afterCommit } from '@rapport/database';
import type { EventBus, OutgoingMessage } from '@rapport/event-bus';
import { judgeItem, setAside } from '@rapport/events';
import type { Circumstances, Judgement, SubmittedItem } from '@rapport/events';
import { fieldOfPath, newId } from '@rapport/kernel';
import type { Clock } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { judgeThrough } from '../pipeline/judge-through.js';
import type { SourcePipelines } from '../pipeline/source-pipelines.js';
import type { ItemOutcome } from './domain/summarise-outcomes.js';
import type { IngestMetrics } from './ingest-metrics.js';
import { recordsOf } from './records-of.js';
import type { SeenMessages } from './seen-messages.js';

/**
 * Takes a request's items in: judges each, sends them through the pipeline of their source where it has one, appends the
 * good ones and the dead letters of the bad ones in one durable write, and only then says what became of each.
 */
export class AcceptEvents {
  constructor(
    private readonly bus: EventBus,
    private readonly seen: SeenMessages,
    private readonly metrics: IngestMetrics,
    private readonly clock: Clock,
    private readonly pipelines: SourcePipelines,
  ) {}

  /**
   * @param tx when given, the events exist exactly if it commits
   * @throws BusUnavailableError when they could not be stored or not be taken through the pipeline, or nobody knows
   */
  async execute(
    items: readonly SubmittedItem[],
    given: Circumstances,
    tx?: EntityManager,
  ): Promise<ItemOutcome[]> {
    const judgements = await this.judge(items, given);
    const outcomes = this.outcomesOf(judgements, given.sourceId);
    const messages = judgements.flatMap((judgement, index) =>
      judgement.accepted
        ? recordsOf(judgement, given.workspaceId)
        : letterOf(items[index] as SubmittedItem, index, judgement, given),
    );
    const stored = (): void => this.noteStored(judgements, outcomes, given.sourceId);
    if (tx) {
      await this.bus.publish(messages, tx);
      afterCommit(tx, stored);
    } else if (messages.length > 0) {
      await this.append(messages);
      stored();
    }
    return outcomes;
  }

  /**
   * What the door says of the items now, transforms and tracking plan included. Stores nothing.
   * @throws PipelineUnavailableError
   */
  async judge(items: readonly SubmittedItem[], given: Circumstances): Promise<Judgement[]> {
    const stages = this.pipelines.of(given.sourceId);
    if (stages) return judgeThrough(stages, items, given);
    return items.map((item, index) => judgeItem(item, index, given, newId));
  }

  private noteStored(
    judgements: readonly Judgement[],
    outcomes: readonly ItemOutcome[],
    sourceId: string,
  ): void {
    for (const judgement of judgements) {
      if (judgement.accepted) this.seen.remember(sourceId, judgement.messageId, judgement.payloadSha);
    }
    this.metrics.count(outcomes);
  }

  private async append(messages: OutgoingMessage[]): Promise<void> {
    const started = this.clock.now();
    try {
      await this.bus.append(messages);
    } catch (error) {
      this.metrics.appendFailed();
      throw error;
    }
    this.metrics.appended((this.clock.now() - started) / 1000);
  }

  /** Repeats inside the request count as duplicates of its first. */
  private outcomesOf(judgements: readonly Judgement[], sourceId: string): ItemOutcome[] {
    const here = new Map<string, string>();
    return judgements.map((judgement) => {
      if (!judgement.accepted) return rejectedOutcome(judgement);
      const { messageId, payloadSha, flags } = judgement;
      const earlier = here.get(messageId);
      if (earlier !== undefined) {
        return { status: earlier === payloadSha ? 'duplicate' : 'duplicate_conflict', messageId, flags };
      }
      here.set(messageId, payloadSha);
      const familiarity = this.seen.familiarity(sourceId, messageId, payloadSha);
      return { status: familiarity === 'new' ? 'accepted' : familiarity, messageId, flags };
    });
  }
}

function rejectedOutcome(judgement: Judgement & { accepted: false }): ItemOutcome {
  const { code, path, message } = judgement.rejection;
  return { status: 'rejected', messageId: judgement.messageId, code, field: fieldOfPath(path), message };
}

function letterOf(
  item: SubmittedItem,
  index: number,
  judgement: Judgement & { accepted: false },
  given: Circumstances,
): OutgoingMessage {
  const { messageId, rejection } = judgement;
  const { key, letter } = setAside(newId(), item, messageId, rejection, given, index);
  const value = JSON.stringify({ ...letter, build: version });
  return { topic: topics.deadLetters, key, value, headers: { [headerNames.workspace]: given.workspaceId } };
}
