import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Controller, Get, Header, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '@rapport/access';
import { ProblemError } from '@rapport/kernel';
import type { FastifyReply } from 'fastify';
import { packageRoot } from '@rapport/config';
import { docsHeaders, docsPage, docsScript } from './docs-page.js';

const uiFolder = dirname(
  createRequire(join(packageRoot, 'package.json')).resolve('swagger-ui-dist/package.json'),
);
const documentFile = join(packageRoot, 'dist', 'openapi.json');

/** Files of Swagger UI that the page asks for; nothing else of that folder is served. */
const uiFiles: Record<string, string> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

/** The API's description, made at build time from the very code that answers, and a page to read it. */
@ApiExcludeController()
@Controller()
@Public()
export class OpenApiController {
  private document: string | undefined;

  @Get('api/v1/openapi.json')
  @Header('Content-Type', 'application/json; charset=utf-8')
  read(): string {
    if (this.document === undefined && existsSync(documentFile)) {
      this.document = readFileSync(documentFile, 'utf8');
    }
    if (this.document === undefined) {
      throw new ProblemError('not_found', { detail: 'The description is made by npm run build.' });
    }
    return this.document;
  }

  @Get('docs')
  page(@Res({ passthrough: true }) reply: FastifyReply): string {
    void reply.headers({ ...docsHeaders, 'content-type': 'text/html; charset=utf-8' });
    return docsPage;
  }

  @Get('docs/:file')
  file(@Param('file') file: string, @Res({ passthrough: true }) reply: FastifyReply): string | Buffer {
    void reply.headers({ 'x-content-type-options': 'nosniff', 'cache-control': 'public, max-age=3600' });
    if (file === 'start.js') {
      void reply.header('content-type', 'text/javascript; charset=utf-8');
      return docsScript;
    }
    const type = uiFiles[file];
    if (type === undefined) throw new ProblemError('not_found');
    void reply.header('content-type', type);
    return readFileSync(join(uiFolder, file));
  }
}
