import { BusUnavailableError } from '@rapport/event-bus';
import type { Circumstances, JudgedEvent, Rejection } from '@rapport/events';

/**
 * What a stage makes of one event: the events that go on in its place (itself, changed or not; several after a split; never
 * none), or the reason why its whole item is set aside with its original bytes.
 */
export type StageVerdict = { pass: readonly JudgedEvent[] } | { refuse: Rejection };

/**
 * One step between the judging of an item and the log, for the sources that have it. A stage decides about each event alone
 * and keeps `messageId` and `payloadSha` of the item as sent, so that a retry stays a duplicate. It changes no event in
 * place: `pass` holds a copy where something differs.
 */
export interface PipelineStage {
  /**
   * @returns one verdict for each event, in their order; a plain array where nothing had to be waited for
   * @throws PipelineUnavailableError
   */
  run(
    events: readonly JudgedEvent[],
    given: Circumstances,
  ): readonly StageVerdict[] | Promise<readonly StageVerdict[]>;
}

/** Which sources have a stage of one kind; kept in memory, asked once for every request, and never waits. */
export interface StageDirectory {
  stageOf(sourceId: string): PipelineStage | undefined;
}

/** The pipeline cannot do its work now: nothing was written, and the client comes back, as when the log is away. */
export class PipelineUnavailableError extends BusUnavailableError {
  constructor(message: string) {
    super(message, 'not_written');
  }
}
