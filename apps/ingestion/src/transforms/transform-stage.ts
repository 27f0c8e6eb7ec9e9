import { rejection } from '@rapport/events';
import type { Circumstances, JudgedEvent, Rejection } from '@rapport/events';
import type { Clock } from '@rapport/kernel';
import type { PipelineStage, StageVerdict } from '../pipeline/pipeline-stage.js';
import type { Breaker } from './domain/breaker.js';
import { failureMessage, haltedMessage, invalidResultMessage } from './domain/failure-message.js';
import type { NamedTransform } from './domain/failure-message.js';
import { readTransformed } from './domain/read-transformed.js';
import { wireEventOf } from './domain/wire-event.js';
import type { SandboxPool } from './sandbox/sandbox-pool.js';
import type { SandboxFailure, SandboxFunction, SandboxResult } from './sandbox/sandbox-protocol.js';
import type { TransformMetrics } from './transform-metrics.js';

/** A published version in use. */
export type ActiveTransform = SandboxFunction & NamedTransform;

/** What the stages of all sources share. */
export interface TransformParts {
  pool: SandboxPool;
  breaker: Breaker;
  metrics: TransformMetrics;
  clock: Clock;
}

const dear: readonly SandboxFailure['kind'][] = ['time', 'memory', 'killed'];

/** The transforms of one source, in their order. */
export class TransformStage implements PipelineStage {
  constructor(
    readonly chain: readonly ActiveTransform[],
    private readonly parts: TransformParts,
  ) {}

  async run(events: readonly JudgedEvent[], given: Circumstances): Promise<StageVerdict[]> {
    const { pool, breaker, metrics, clock } = this.parts;
    const started = clock.now();
    const halted = this.chain.find(({ key }) => breaker.isHalted(key, started));
    if (halted) {
      metrics.halted(events.length);
      return events.map(() => ({ refuse: rejection('transform_failed', [], haltedMessage(halted)) }));
    }
    const wires = events.map(wireEventOf);
    const { results } = await pool.run({
      workspaceId: given.workspaceId,
      chain: this.chain.map(({ key, code }) => ({ key, code })),
      events: wires.map((wire) => JSON.stringify(wire)),
      nowMs: given.receivedAtMs,
      capture: false,
    });
    metrics.took((clock.now() - started) / 1000);
    return events.map((event, index) => {
      const result = results[index];
      if (!result) throw new Error('the sandbox answered for fewer events than it was given');
      this.note(result);
      return this.verdictOf(event, result, given.receivedAtMs);
    });
  }

  private verdictOf(event: JudgedEvent, result: SandboxResult, receivedAtMs: number): StageVerdict {
    switch (result.kind) {
      case 'same':
        return { pass: [event] };
      case 'dropped': {
        const message = failureMessage(
          this.chain,
          { ...result, detail: 'dropped the event', line: null },
          {},
        );
        return { refuse: rejection('dropped_by_transform', [], message) };
      }
      case 'failed': {
        const message = failureMessage(this.chain, result.failure, wireEventOf(event));
        return { refuse: rejection('transform_failed', [], message) };
      }
      case 'events':
        return this.eventsOf(event, result.texts, receivedAtMs);
    }
  }

  private eventsOf(event: JudgedEvent, texts: readonly string[], receivedAtMs: number): StageVerdict {
    const pass: JudgedEvent[] = [];
    for (const [position, text] of texts.entries()) {
      const read = readTransformed(event, text, position, receivedAtMs);
      if (!read.ok) return { refuse: this.invalid(read.error) };
      pass.push(read.value);
    }
    return { pass };
  }

  private invalid({ path, message }: Rejection): Rejection {
    this.parts.metrics.invalid();
    return rejection('transform_failed', path, invalidResultMessage(this.chain, path, message));
  }

  private note(result: SandboxResult): void {
    const { breaker, metrics, clock } = this.parts;
    metrics.ran(result);
    const failure = result.kind === 'failed' ? result.failure : undefined;
    const wasDear = failure !== undefined && dear.includes(failure.kind);
    for (const [position, { key }] of this.chain.entries()) {
      if (!wasDear || failure.position === null || failure.position === position) {
        breaker.note(key, wasDear, clock.now());
      }
    }
  }
}
