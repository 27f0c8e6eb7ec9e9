import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { LOGGER, readBody, textOfBody } from '@rapport/http';
import { messageOf, ProblemError } from '@rapport/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { badTokenRequest } from './domain/oauth-refusal.js';
import type { OauthRefusal } from './domain/oauth-refusal.js';
import { IssueToken } from './issue-token.usecase.js';

const path = '/oauth/token';
const formBytes = 16 * 1024;

/** `POST /oauth/token`, for SDKs of servers: its answers are OAuth's, and no page may read them. */
@Injectable()
export class OauthServer implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly issueToken: IssueToken,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    const server = this.host.httpAdapter.getInstance<FastifyInstance>();
    server.post(path, (request, reply) => this.post(request, reply));
  }

  private async post(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    void reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' });
    try {
      const bytes = await readBody(request.raw, { maxBytes: formBytes, maxCompressedBytes: formBytes });
      const result = await this.issueToken.execute(textOfBody(bytes));
      return result.ok ? reply.send(result.value) : refuse(reply, result.error);
    } catch (error) {
      if (error instanceof ProblemError && error.status < 500) {
        return refuse(reply, badTokenRequest('invalid_request', 'the body must be a form of at most 16 KiB'));
      }
      this.logger.error({ error: messageOf(error) }, 'oauth.failed');
      void reply.header('retry-after', '5');
      return reply.code(503).send({ error: 'temporarily_unavailable' });
    }
  }
}

function refuse(reply: FastifyReply, refusal: OauthRefusal): FastifyReply {
  const { status, error, description, retryAfterSeconds } = refusal;
  if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(retryAfterSeconds));
  return reply.code(status).send({ error, error_description: description });
}
