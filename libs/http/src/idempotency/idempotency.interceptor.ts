import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { type Caller, callerOf } from '@rapport/access';
import type { Database } from '@rapport/database';
import { CLOCK, type Clock, fieldProblem, ProblemError } from '@rapport/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { DatabaseOfController } from './database-of-controller.js';
import { collectingCommittedWork } from './once-committed.js';
import { type Answer, hashOfBody, type RequestIdentity, StoredAnswers } from './stored-answers.js';

const cleanUpMs = 60 * 60 * 1000;
const keptHeaders = ['location', 'etag'];

/** Makes every POST with an `Idempotency-Key` happen once (api.md 2.5), in one transaction with its effect. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly cleanedAt = new WeakMap<Database, number>();

  constructor(
    private readonly databases: DatabaseOfController,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const key = request.headers['idempotency-key'];
    const caller = callerOf(request);
    if (request.method !== 'POST' || key === undefined || !caller?.workspaceId) return next.handle();
    const database = this.databases.find(context.getClass());
    if (!database) return next.handle();
    const identity = identityOf(request, caller, caller.workspaceId, key);
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return from(this.answerOnce(database, identity, { request, reply, next }));
  }

  private async answerOnce(
    database: Database,
    identity: RequestIdentity,
    exchange: { request: FastifyRequest; reply: FastifyReply; next: CallHandler },
  ): Promise<unknown> {
    const answers = new StoredAnswers(database);
    const bodyHash = hashOfBody(exchange.request.body);
    const body = await collectingCommittedWork(() =>
      database.newTransaction(async (tx) => {
        if (!(await answers.claim(tx, identity))) throw inProgress();
        const stored = await answers.find(tx, identity, this.clock.now());
        if (stored && !stored.bodyHash.equals(bodyHash)) throw new ProblemError('idempotency_key_reused');
        if (stored) return replay(exchange.reply, stored);
        const fresh: unknown = await lastValueFrom(exchange.next.handle(), { defaultValue: undefined });
        const answer = { ...answerOf(exchange.reply, fresh), bodyHash };
        if (answer.status < 300) await answers.store(tx, identity, answer, this.clock.now());
        return fresh;
      }),
    );
    this.cleanUp(database, answers);
    return body;
  }

  private cleanUp(database: Database, answers: StoredAnswers): void {
    const now = this.clock.now();
    if (now - (this.cleanedAt.get(database) ?? 0) < cleanUpMs) return;
    this.cleanedAt.set(database, now);
    answers.forgetOld(now).catch(() => undefined);
  }
}

function identityOf(
  request: FastifyRequest,
  caller: Caller,
  workspaceId: string,
  header: string | string[],
): RequestIdentity {
  if (typeof header !== 'string' || !/^[\x20-\x7e]{1,255}$/.test(header)) {
    throw fieldProblem('header.idempotency-key', 'pattern', 'must be 1 to 255 printable ASCII characters');
  }
  const path = request.url.split('?', 1)[0] ?? '';
  return { workspaceId, credential: credentialOf(caller), route: `${request.method} ${path}`, key: header };
}

function credentialOf(caller: Caller): string {
  switch (caller.kind) {
    case 'api_key':
      return `api_key ${caller.keyId}`;
    case 'session':
      return `session ${caller.sessionId}`;
    case 'write_key':
      return `write_key ${caller.sourceId}`;
  }
}

function inProgress(): ProblemError {
  return new ProblemError('idempotency_in_progress', { headers: { 'retry-after': '1' } });
}

function replay(reply: FastifyReply, stored: Answer): unknown {
  void reply.code(stored.status).headers({ ...stored.headers, 'idempotency-replayed': 'true' });
  return stored.body ?? undefined;
}

function answerOf(reply: FastifyReply, body: unknown): Answer {
  const headers = keptHeaders.flatMap((name) => {
    const value = reply.getHeader(name);
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return { status: reply.statusCode, headers: Object.fromEntries(headers), body };
}
