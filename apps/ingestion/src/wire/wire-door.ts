import type { Clock } from '@rapport/kernel';
import { messageOf } from '@rapport/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Lease } from '../accept/admission.js';
import { addressOf } from './address-of.js';
import { credentialOfHeader, isAccessToken } from './domain/read-credential.js';
import { plainSuccess, wireAnswer } from './domain/wire-answer.js';
import { tryAgainLater } from './domain/wire-refusal.js';
import type { WireRefusal } from './domain/wire-refusal.js';
import type { WireRoute } from './domain/wire-routes.js';
import { drain, readBody } from './read-body.js';
import type { ReceiveEvents } from './receive-events.usecase.js';
import type { WireReplies } from './wire-replies.js';

export interface WireParts {
  receive: ReceiveEvents;
  replies: WireReplies;
  clock: Clock;
  logger: Logger;
  publicUrl: string;
  /** How long a body may take to arrive. */
  bodyDeadlineMs: number;
}

const success = Buffer.from(plainSuccess);

/** Translates between HTTP and the use case. */
export class WireDoor {
  constructor(private readonly parts: WireParts) {}

  async post(route: WireRoute, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { receive, replies } = this.parts;
    if (route.kind === 'metrics') {
      drain(request.raw);
      return replies.json(reply, success);
    }
    const lease = receive.enter();
    if (!lease) return this.refusedUnread(request, reply, receive.overloaded());
    try {
      return await this.receive(route, request, reply, lease);
    } finally {
      lease.release();
    }
  }

  private async receive(
    route: Exclude<WireRoute, { kind: 'metrics' }>,
    request: FastifyRequest,
    reply: FastifyReply,
    lease: Lease,
  ): Promise<FastifyReply> {
    const { receive, replies, bodyDeadlineMs } = this.parts;
    const receivedAtMs = this.parts.clock.now();
    const headerKey = credentialOfHeader(request.headers.authorization);
    const refusal = headerKey && (await this.refusalOfKey(headerKey));
    if (refusal) return this.refusedUnread(request, reply, refusal);
    const body = await readBody(request.raw, {
      deadlineMs: bodyDeadlineMs,
      hold: (bytes) => (lease.hold(bytes) ? undefined : receive.overloaded()),
    });
    if (!body.ok) return replies.refused(reply, body.error);
    const result = await receive.execute(body.value, {
      route,
      headerKey,
      query: request.query,
      origin: request.headers.origin,
      address: addressOf(request),
      receivedAtMs,
      lease,
    });
    if (!result.ok) return replies.refused(reply, result.error);
    const answer = wireAnswer(result.value);
    return replies.json(reply, answer === plainSuccess ? success : Buffer.from(answer));
  }

  /** A defect, or a client that went away. The client keeps its events and comes back. */
  async fail(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    if (!request.raw.destroyed) this.parts.logger.error({ error: messageOf(error) }, 'wire.failed');
    return this.parts.replies.refused(reply, tryAgainLater('unavailable', 5, 'unknown'));
  }

  /** What is wrong with a key, before the body is read; how a token is refused depends on who sent it. */
  private async refusalOfKey(key: string): Promise<WireRefusal | undefined> {
    if (isAccessToken(key)) return undefined;
    const grant = await this.parts.receive.grants.execute(key);
    return grant.ok ? undefined : grant.error;
  }

  private refusedUnread(request: FastifyRequest, reply: FastifyReply, refusal: WireRefusal): FastifyReply {
    drain(request.raw);
    return this.parts.replies.refused(reply, refusal);
  }
}
