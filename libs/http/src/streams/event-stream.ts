import { Injectable } from '@nestjs/common';
import { type Caller, CredentialWatch, hiddenFrom, maskItem, TraitRegistry } from '@rapport/access';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OpenStreams } from './open-streams.js';
import type { StreamItem } from './stream-item.js';
import { StreamWriter } from './stream-writer.js';

/** Where a stream's items come from. */
export interface EventFeed {
  /**
   * Begins to push items, from the one after `lastEventId` on when there is one. What is no longer there is told first by
   * `gap`. Returns how to stop.
   */
  open(
    lastEventId: string | undefined,
    stream: { push(item: StreamItem): void; gap(from: string, reason: string): void; room(): Promise<void> },
  ): Promise<() => void>;
}

const pingMs = 15_000;

/** Server-sent events (api.md 2.9): pings, resumption, sampling; ends with the credential, the client or the process. */
@Injectable()
export class EventStreams {
  constructor(
    private readonly open: OpenStreams,
    private readonly watch: CredentialWatch,
    private readonly traits: TraitRegistry,
  ) {}

  /** Takes the reply over. The handler must bear `@Res()` and return nothing. */
  async send(request: FastifyRequest, reply: FastifyReply, caller: Caller, feed: EventFeed): Promise<void> {
    const lastEventId = lastEventIdOf(request);
    const headers = reply.getHeaders();
    reply.hijack();
    reply.raw.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
      connection: 'keep-alive',
    } as Record<string, string>);
    if (request.method === 'HEAD') {
      reply.raw.end();
      return;
    }
    const writer = new StreamWriter(reply.raw);
    const releases: (() => void)[] = [];
    let ended = false;
    const end = (): void => {
      if (ended) return;
      ended = true;
      for (const release of releases) release();
      writer.end();
    };
    reply.raw.once('close', end);
    const ping = setInterval(() => writer.comment('ping'), pingMs);
    releases.push(() => clearInterval(ping), this.open.add(end), this.watch.onRevoked(caller, end));
    writer.comment('open');
    try {
      const close = await feed.open(lastEventId, {
        push: (item) => writer.push({ ...item, data: this.visible(item.data, caller) }),
        gap: (from, reason) => writer.gap(from, reason),
        room: () => writer.room(),
      });
      if (ended) close();
      else releases.push(close);
      // From here on nothing is missed: whoever reads a list too reads it now.
      writer.comment('ready');
    } catch {
      end();
    }
  }

  /** Asked at every item: what is hidden may change while a stream is open. */
  private visible(data: unknown, caller: Caller): unknown {
    const hidden = hiddenFrom(caller, this.traits);
    return hidden ? maskItem(data as Parameters<typeof maskItem>[0], hidden) : data;
  }
}

function lastEventIdOf(request: FastifyRequest): string | undefined {
  const header = request.headers['last-event-id'];
  return typeof header === 'string' && /^[\x21-\x7e]{1,200}$/.test(header) ? header : undefined;
}
