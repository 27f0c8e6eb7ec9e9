import { randomBytes } from 'node:crypto';
import fastifyStatic from '@fastify/static';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { SETTINGS, type Settings } from '@rapport/config';
import { LOGGER, PageFallback } from '@rapport/http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { type BuiltConsole, ConsoleFiles } from './built-console.js';
import { consoleHeaders, isConsolePath, renderConsole } from './domain/console-page.js';

const notBuilt = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Rapport</title>
<h1>The console is not built</h1>
<p>The API works. For the console run <code>npm run build</code> and start Rapport again.</p>
<p><a href="/docs">API reference</a></p>
</html>
`;

/** Serves the console: its page for every path that nobody else has, its assets for ever. */
@Injectable()
export class ServeConsole implements OnModuleInit {
  private built: BuiltConsole | undefined;

  constructor(
    private readonly files: ConsoleFiles,
    private readonly pages: PageFallback,
    private readonly host: HttpAdapterHost,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    this.pages.register((request, reply) => this.serve(request, reply));
    const built = this.files.read();
    this.built = built;
    if (!built) {
      this.logger.warn({ reason: 'run npm run build; the API is not affected' }, 'console.not_built');
      return;
    }
    const server = this.host.httpAdapter.getInstance<FastifyInstance>();
    await server.register(fastifyStatic, {
      root: built.assetsFolder,
      prefix: '/assets/',
      index: false,
      decorateReply: false,
      preCompressed: true,
      immutable: true,
      maxAge: '365d',
      setHeaders: (response) => {
        response.header('X-Content-Type-Options', 'nosniff');
        response.header('Cross-Origin-Resource-Policy', 'same-origin');
      },
    });
  }

  private serve(request: FastifyRequest, reply: FastifyReply): boolean {
    const path = request.url.split('?', 1)[0] ?? '';
    if (!isConsolePath(request.method, path, request.headers.accept)) return false;
    const nonce = randomBytes(16).toString('base64');
    const { built } = this;
    const page = built ? renderConsole(built.indexHtml, nonce) : notBuilt;
    void reply
      .code(built ? 200 : 503)
      .headers(consoleHeaders(nonce, this.settings.publicUrl.startsWith('https:')))
      .send(page);
    return true;
  }
}
