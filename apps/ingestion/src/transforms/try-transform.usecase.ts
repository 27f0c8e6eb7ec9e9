import type { JsonObject } from '@rapport/contracts';
import { readItem } from '@rapport/events';
import type { JudgedEvent, Rejection } from '@rapport/events';
import { err, newId, ok, sha256Hex } from '@rapport/kernel';
import type { Clock, Result } from '@rapport/kernel';
import { asWireItem } from './domain/as-wire-item.js';
import { failureMessage, invalidResultMessage } from './domain/failure-message.js';
import { readTransformed } from './domain/read-transformed.js';
import { wireEventOf } from './domain/wire-event.js';
import type { SandboxPool } from './sandbox/sandbox-pool.js';
import type { SandboxResult } from './sandbox/sandbox-protocol.js';

/** Code under test: a draft, or what someone is typing. */
export interface TriedCode {
  workspaceId: string;
  name: string;
  version: number | null;
  code: string;
}

export interface Trial {
  /** What would go on to the tracking plan and into the log; none when it was dropped or failed. */
  events: JsonObject[];
  logs: string[];
  error: { message: string; line: number | null } | null;
  durationMs: number;
}

/** Runs code on one event as the door would, and stores nothing. */
export class TryTransform {
  constructor(
    private readonly pool: SandboxPool,
    private readonly clock: Clock,
  ) {}

  /** @returns the rejection of the event where the door would not take it in the first place */
  async execute(tried: TriedCode, event: JsonObject): Promise<Result<Trial, Rejection>> {
    const receivedAtMs = this.clock.now();
    const item = asWireItem(event);
    const reading = readItem(
      { text: JSON.stringify(item), value: item, clean: false },
      {
        workspaceId: tried.workspaceId,
        sourceId: '',
        receivedAtMs,
        batch: {},
        address: null,
        clientSide: false,
      },
      newId,
    );
    if (!reading.accepted) return err(reading.rejection);
    const { results, logs } = await this.pool.run({
      workspaceId: tried.workspaceId,
      chain: [{ key: `tried:${sha256Hex(tried.code)}`, code: tried.code }],
      events: [JSON.stringify(wireEventOf(reading.event))],
      nowMs: receivedAtMs,
      capture: true,
    });
    const outcome = outcomeOf(tried, reading.event, results[0], receivedAtMs);
    return ok({ ...outcome, logs, durationMs: this.clock.now() - receivedAtMs });
  }
}

function outcomeOf(
  tried: TriedCode,
  event: JudgedEvent,
  result: SandboxResult | undefined,
  receivedAtMs: number,
): Pick<Trial, 'events' | 'error'> {
  if (!result || result.kind === 'dropped') return { events: [], error: null };
  if (result.kind === 'same') return { events: [wireEventOf(event)], error: null };
  if (result.kind === 'failed') {
    const { failure } = result;
    // Whoever tries sees the event anyway: nothing is hidden from the message.
    return { events: [], error: { message: failureMessage([tried], failure, {}), line: failure.line } };
  }
  const events: JsonObject[] = [];
  for (const [position, text] of result.texts.entries()) {
    const read = readTransformed(event, text, position, receivedAtMs);
    if (!read.ok) {
      const message = invalidResultMessage([tried], read.error.path, read.error.message);
      return { events: [], error: { message, line: null } };
    }
    events.push(wireEventOf(read.value));
  }
  return { events, error: null };
}
