import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { bundlesPath, readSdkFiles } from './sdk-files.js';
import type { ServedFile } from './sdk-files.js';

/** Our loader may change with every release, a bundle never. */
const briefly = 'public, max-age=300';
const forever = 'public, max-age=31536000, immutable';
const notFound = '// no such file\n';

/** Serves the browser SDK to pages of any origin, with the loader that starts it. */
@Injectable()
export class BrowserSdkServer implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    const server = this.host.httpAdapter.getInstance<FastifyInstance>();
    const { loader, bundles } = readSdkFiles();
    for (const url of ['/s.js', '/analytics.js/v1/:writeKey/analytics.min.js']) {
      server.get(url, (request, reply) => send(request, reply, loader, briefly));
    }
    server.get<{ Params: { name: string } }>(`/${bundlesPath}/:name`, (request, reply) => {
      const bundle = bundles.get(request.params.name);
      if (bundle) return send(request, reply, bundle, forever);
      return reply.code(404).header('content-type', 'text/javascript; charset=utf-8').send(notFound);
    });
  }
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  file: ServedFile,
  cacheControl: string,
): FastifyReply {
  const gzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  void reply.headers({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': cacheControl,
    etag: file.etag,
    vary: 'Accept-Encoding',
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    ...(gzip && { 'content-encoding': 'gzip' }),
  });
  return reply.send(gzip ? file.gzipped : file.plain);
}
