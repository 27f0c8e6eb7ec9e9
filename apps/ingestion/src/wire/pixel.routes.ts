import { eventTypes } from '@rapport/contracts';
import type { EventType } from '@rapport/contracts';
import { limits, messageOf, toIso } from '@rapport/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { addressOf } from './address-of.js';
import { credentialOfHeader } from './domain/read-credential.js';
import { readPixel } from './domain/read-pixel.js';
import type { PixelFamily } from './domain/read-pixel.js';
import { transparentGif } from './domain/transparent-gif.js';
import { noSuchPath, refuse, tryAgainLater } from './domain/wire-refusal.js';
import type { WireRefusal } from './domain/wire-refusal.js';
import type { WireParts } from './wire-door.js';
import { takeGet } from './wire-paths.js';

const paths: readonly [string, PixelFamily, readonly EventType[]][] = [
  ['/v1/pixel/:type', 'segment', eventTypes],
  ['/pixel/v1/:type', 'rudderstack', ['track', 'page']],
];

/**
 * Pixels: a picture in a mail or on a page without scripts that makes a call. Whatever comes of it, the answer is the
 * picture (ingest.md 1.5); a bad event is set aside, and a refused request counted, as on the rest of the wire.
 */
export function addPixelRoutes(wire: FastifyInstance, parts: WireParts): void {
  for (const [path, family, types] of paths) {
    const pixel = new Pixel(parts, family, types);
    takeGet(
      wire,
      path,
      parts.replies,
      (request, reply) => pixel.get(request, reply),
      // Scanners ask so; nobody looked.
      (_, reply) => pixel.picture(reply),
    );
  }
}

class Pixel {
  constructor(
    private readonly parts: WireParts,
    private readonly family: PixelFamily,
    private readonly types: readonly EventType[],
  ) {}

  async get(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const refusal = await this.take(request).catch((error: unknown) => {
      this.parts.logger.error({ error: messageOf(error) }, 'wire.failed');
      return tryAgainLater('unavailable', 1, 'unknown');
    });
    if (refusal) this.parts.replies.count(refusal);
    return this.picture(reply);
  }

  async picture(reply: FastifyReply): Promise<FastifyReply> {
    return reply.header('content-type', 'image/gif').header('cache-control', 'no-store').send(transparentGif);
  }

  private async take(request: FastifyRequest): Promise<WireRefusal | undefined> {
    const { receive, clock } = this.parts;
    if (request.url.length > limits.urlLength) return refuse('uri_too_long', 'the URL is too long');
    const named = (request.params as { type: string }).type;
    const type = this.types.find((known) => known === named);
    if (!type) return noSuchPath;
    const lease = receive.enter();
    if (!lease) return receive.overloaded();
    try {
      const receivedAtMs = clock.now();
      const item = readPixel(request.url.split('?')[1] ?? '', type, this.family, toIso(receivedAtMs));
      const envelope = typeof item.value === 'object' ? (item.value as Record<string, unknown>) : {};
      const result = await receive.take(
        { envelope, items: [{ ...item, clean: false }] },
        {
          route: { kind: 'single', type },
          headerKey: credentialOfHeader(request.headers.authorization),
          query: request.query,
          origin: request.headers.origin,
          address: addressOf(request),
          fromDevice: true,
          receivedAtMs,
          lease,
        },
      );
      return result.ok ? undefined : result.error;
    } finally {
      lease.release();
    }
  }
}
