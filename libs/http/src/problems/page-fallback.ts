import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Answers the request and returns true, or leaves it alone. */
export type PageServer = (request: FastifyRequest, reply: FastifyReply) => boolean;

/**
 * What no route took may still be a page of the console (api.md 1, last row). Control registers itself here, so that
 * "no such route" and "wrong method" are decided first, in one place.
 */
@Injectable()
export class PageFallback {
  private server: PageServer = () => false;

  register(server: PageServer): void {
    this.server = server;
  }

  serve(request: FastifyRequest, reply: FastifyReply): boolean {
    return this.server(request, reply);
  }
}
