import { request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { WriteKeyGrant } from '@rapport/access';
import type { AcceptedEvent, DeadLetter } from '@rapport/contracts';
import { BusUnavailableError, EventBus } from '@rapport/event-bus';
import type { OutgoingMessage } from '@rapport/event-bus';
import { FixedClock } from '@rapport/kernel';
import { checkTopicRecords } from '@rapport/testing';
import Fastify from 'fastify';
import pino from 'pino';
import { Registry } from 'prom-client';
import { AcceptEvents } from '../accept/accept-events.usecase.js';
import { Admission } from '../accept/admission.js';
import { EventRates } from '../accept/event-rates.js';
import { FirstEvents } from '../accept/first-events.js';
import { IngestMetrics } from '../accept/ingest-metrics.js';
import { SeenMessages } from '../accept/seen-messages.js';
import type { StageDirectory } from '../pipeline/pipeline-stage.js';
import { SourcePipelines } from '../pipeline/source-pipelines.js';
import { bodyDeadlineMs } from './read-body.js';
import { ReceiveEvents } from './receive-events.usecase.js';
import { ResolveGrant } from './resolve-grant.js';
import { WireReplies } from './wire-replies.js';
import { wireRoutesOf } from './wire.routes.js';

/** A log that keeps what it was given, or is away. */
export class RecordingBus extends EventBus {
  readonly messages: OutgoingMessage[] = [];
  away: 'not_written' | 'unknown' | undefined;
  hold: Promise<void> | undefined;

  async append(messages: readonly OutgoingMessage[]): Promise<void> {
    await this.hold;
    if (this.away) throw new BusUnavailableError('away', this.away);
    for (const { topic, value } of messages) checkTopicRecords(topic, [value]);
    this.messages.push(...messages);
  }

  get events(): AcceptedEvent[] {
    return this.of('rapport.events.v1') as AcceptedEvent[];
  }

  get deadLetters(): DeadLetter[] {
    return this.of('rapport.dead-letters.v1') as DeadLetter[];
  }

  private of(topic: string): unknown[] {
    return this.messages.filter((one) => one.topic === topic).map((one) => JSON.parse(one.value) as unknown);
  }

  async publish(): Promise<void> {}
  subscribe(): void {}
  async start(): Promise<void> {}
  async stop(): Promise<void> {}
  async health(): Promise<never> {
    throw new Error('not asked for');
  }
}

export const writeKey = 'wk_0123456789abcdef';
export const workspaceId = '00000000-0000-7000-8000-000000000001';

export function aGrant(given: Partial<WriteKeyGrant> = {}): WriteKeyGrant {
  return {
    writeKeyId: '00000000-0000-7000-8000-000000000003',
    workspaceId,
    sourceId: '00000000-0000-7000-8000-000000000002',
    sourceName: 'Shop',
    kind: 'any',
    allowedOrigins: [],
    rateLimit: null,
    matchOn: null,
    expiresAt: null,
    ...given,
  };
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  bytes: Buffer;
  json: Record<string, unknown>;
}

export interface DoorOptions {
  admission?: Admission;
  workspaceEventsPerSecond?: number;
  bodyDeadlineMs?: number;
  tokens?: ConstructorParameters<typeof ResolveGrant>[1];
}

/** The door on a real socket, in front of a recording log. */
export async function aDoor(
  grants: Record<string, WriteKeyGrant> = { [writeKey]: aGrant() },
  directories: readonly StageDirectory[] = [],
  options: DoorOptions = {},
) {
  const bus = new RecordingBus();
  const clock = new FixedClock(Date.parse('2026-11-24T12:00:00.000Z'));
  const registry = new Registry();
  const metrics = new IngestMetrics(registry);
  const observed: string[] = [];
  const logger = pino({ level: 'silent' });
  const keys = { find: (key: string) => grants[key], lookUp: async (key: string) => grants[key] };
  const admission = options.admission ?? new Admission(clock);
  const receive = new ReceiveEvents(
    new ResolveGrant(keys, options.tokens ?? { grantOf: async () => undefined }),
    new AcceptEvents(bus, new SeenMessages(), metrics, clock, new SourcePipelines(directories)),
    new EventRates(clock, options.workspaceEventsPerSecond ?? 0),
    admission,
    new FirstEvents({ record: async (id) => void observed.push(id) }, logger),
  );
  const fastify = Fastify();
  await fastify.register(
    wireRoutesOf({
      receive,
      replies: new WireReplies(metrics),
      clock,
      logger,
      publicUrl: 'http://localhost:3000',
      bodyDeadlineMs: options.bodyDeadlineMs ?? bodyDeadlineMs,
    }),
  );
  await fastify.listen({ port: 0, host: '127.0.0.1' });
  const { port } = fastify.server.address() as AddressInfo;
  return {
    bus,
    clock,
    registry,
    admission,
    observed,
    url: `http://127.0.0.1:${port}`,
    close: () => fastify.close(),
    /** Sends exactly these headers and bytes; several parts go out chunked. */
    send: (method: string, path: string, headers: Record<string, string>, ...parts: (string | Buffer)[]) =>
      send(port, method, path, headers, parts),
    /** Writes raw bytes to a socket and returns what comes back until it closes. */
    raw: (bytes: string | Buffer) => raw(port, bytes),
    /** Writes raw bytes, waits until the door holds some of them, and breaks the connection. */
    hangUp: async (bytes: string) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
      socket.on('error', () => undefined);
      while (admission.held.bytes === 0) await new Promise((resolve) => setImmediate(resolve));
      socket.destroy();
    },
  };
}
export type Door = Awaited<ReturnType<typeof aDoor>>;

function send(
  port: number,
  method: string,
  path: string,
  headers: Record<string, string>,
  parts: (string | Buffer)[],
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = parts.length === 1 ? { 'content-length': String(Buffer.byteLength(parts[0] ?? '')) } : {};
    const request = httpRequest(
      { host: '127.0.0.1', port, method, path, headers: { ...length, ...headers }, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve(answerOf(response.statusCode ?? 0, response.headers, chunks)));
      },
    );
    request.on('error', reject);
    for (const part of parts) request.write(part);
    request.end();
  });
}

function answerOf(status: number, headers: IncomingHttpHeaders, chunks: Buffer[]): Answer {
  const bytes = Buffer.concat(chunks);
  const text = bytes.toString();
  const json = (text.startsWith('{') ? JSON.parse(text) : {}) as Record<string, unknown>;
  return { status, headers, text, bytes, json };
}

function raw(port: number, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}
