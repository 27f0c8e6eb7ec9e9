import type { FastifyRequest } from 'fastify';

/** The sender's address. IPv4 that a dual-stack socket reports in IPv6 form is written as IPv4. */
export function addressOf(request: FastifyRequest): string | null {
  return request.ip ? request.ip.replace(/^::ffff:(?=\d+\.)/, '') : null;
}
