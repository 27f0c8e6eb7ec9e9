import { messageOf, pause, toIso, uuidOf } from '@rapport/kernel';
import type { Logger } from 'pino';
import { presentRecent } from './domain/recent-event.js';
import type { RecentEvent } from './domain/recent-event.js';
import { matches, mayMatch } from './domain/recent-filter.js';
import type { RecentFilter } from './domain/recent-filter.js';
import { advance, allLanes, decodeResumePoint, encodeResumePoint } from './domain/stream-position.js';
import type { PartialRow, ResumePoint, StreamPosition } from './domain/stream-position.js';
import type { RecentEventsRepository, RecentRow } from './recent-events.repository.js';
import type { RecentSignal } from './recent-signal.js';
import type { SourceRepository } from './source.repository.js';

/** Where a stream's items go. */
export interface RecentStream {
  push(item: { id: string; event: string; data: unknown }): void;
  gap(from: string, reason: string): void;
  /** Resolves when an item would not be left out. */
  room(): Promise<void>;
}

/** Rows wake the stream, whichever instance adds them; this is for a wake-up that got lost. */
const lookEveryMs = 5_000;
const rowsAtOnce = 50;
/**
 * A stream that was held goes on without leaving anything out, at the pace it can carry. One that has not caught up by then
 * comes so late that a sample of the present is worth more.
 */
const patienceMs = 60_000;
/** As far back as the repository reads for a stream. */
const resumableMs = 60 * 60 * 1000;

/** What comes to the door, of all instances, as it comes. */
export class RecentFeed {
  constructor(
    private readonly repository: RecentEventsRepository,
    private readonly sources: SourceRepository,
    private readonly signal: RecentSignal,
    private readonly clock: { now(): number },
    private readonly logger: Logger,
  ) {}

  /** One reader's stream; begins after `lastEventId`, or now. @returns how to stop it */
  async open(
    workspaceId: string,
    filter: RecentFilter,
    lastEventId: string | undefined,
    stream: RecentStream,
  ): Promise<() => void> {
    await this.listen();
    const point = this.resumePoint(lastEventId, stream);
    const position = point?.position ?? (await this.repository.ends(workspaceId, allLanes));
    const names = await this.sources.namesOf(workspaceId);
    const abort = new AbortController();
    const reader = new Reader(filter, stream, (id) => names.get(id) ?? null, position, point?.partial);
    void this.follow(workspaceId, reader, point ? this.clock.now() + patienceMs : 0, abort.signal);
    return () => abort.abort();
  }

  /** Before the stream's beginning is fixed, so that nothing after it goes unheard. */
  private async listen(): Promise<void> {
    try {
      await this.signal.listening();
    } catch (error) {
      this.logger.warn({ error: messageOf(error) }, 'event_stream.not_listening');
    }
  }

  private resumePoint(lastEventId: string | undefined, stream: RecentStream): ResumePoint | undefined {
    if (lastEventId === undefined) return undefined;
    const point = decodeResumePoint(lastEventId);
    const now = this.clock.now();
    if (!point) stream.gap(toIso(now), 'unknown_position');
    else if (now - point.storedAtMs < resumableMs) return point;
    else stream.gap(toIso(point.storedAtMs), 'too_old');
    return undefined;
  }

  private async follow(
    workspaceId: string,
    reader: Reader,
    patientUntilMs: number,
    abort: AbortSignal,
  ): Promise<void> {
    let isPatient = patientUntilMs > 0;
    while (!abort.aborted) {
      const wakes = this.signal.wakesOf(workspaceId);
      try {
        const rows = await this.repository.rowsAfter(workspaceId, reader.position, rowsAtOnce);
        for (const row of rows) {
          isPatient &&= this.clock.now() < patientUntilMs;
          if (!abort.aborted) await reader.read(row, await this.repository.textsOf(row), isPatient, abort);
        }
        if (rows.length > 0 && isPatient) continue;
        isPatient = false;
        if (rows.length < rowsAtOnce) await this.signal.wait(workspaceId, wakes, lookEveryMs, abort);
      } catch (error) {
        this.logger.warn({ workspaceId, error: messageOf(error) }, 'event_stream.not_read');
        await pause(1000, abort);
      }
    }
  }
}

/** Keeps one stream's place. */
class Reader {
  constructor(
    private readonly filter: RecentFilter,
    private readonly stream: RecentStream,
    private readonly nameOf: (sourceId: string) => string | null,
    public position: StreamPosition,
    private partial: PartialRow | undefined,
  ) {}

  async read(
    row: RecentRow,
    texts: readonly string[],
    isPatient: boolean,
    abort: AbortSignal,
  ): Promise<void> {
    const from = this.partial?.seq === row.seq ? this.partial.passed : 0;
    for (let index = from; index < texts.length && !abort.aborted; index++) {
      const event = this.eventOf(row, texts[index] ?? '');
      if (!event) continue;
      if (isPatient) await this.stream.room();
      const partial = { seq: row.seq, passed: index + 1 };
      const id = encodeResumePoint({ position: this.position, partial, storedAtMs: row.storedAtMs });
      this.stream.push({ id, event: event.outcome, data: event });
    }
    this.position = advance(this.position, row.outcome, row.partition, row.seq);
  }

  private eventOf(row: RecentRow, text: string): RecentEvent | undefined {
    if (!mayMatch(this.filter, row.outcome, text)) return undefined;
    const event = presentRecent(row.outcome, text, this.nameOf);
    return matches(this.filter, event, uuidOf('src', event.source.id) ?? '') ? event : undefined;
  }
}
