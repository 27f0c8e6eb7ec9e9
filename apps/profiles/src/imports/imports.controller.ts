import { Readable } from 'node:stream';
import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Put,
  Query,
  Req,
  Res,
  UseGuards,
} from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { actorOf, type Caller, CurrentCaller, CurrentWorkspace, RequireScopes } from '@rapport/access';
import { answerStarted, OperationAnswer, OptionalBody, type Page, PageQuery, RawBody } from '@rapport/http';
import { ProblemError, publicId, uuidOf } from '@rapport/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BrowseImports } from './browse-imports.usecase.js';
import { ImportPage, ImportView, RowErrorPage, type RowErrorView, viewOfImport } from './import.view.js';
import { MappingBody, mappingOf, StartImportBody } from './imports.dto.js';
import { ImportsQuery, UploadQuery } from './imports.query.js';
import { MapImport } from './map-import.usecase.js';
import { RejectsFile } from './rejects/rejects-file.js';
import { PreviewImport } from './run/preview-import.usecase.js';
import { ImportPreview } from './run/preview.view.js';
import { StartImport } from './run/start-import.usecase.js';
import { AdmitFile } from './upload/admit-file.usecase.js';
import type { KeptFile } from './upload/keep-file.usecase.js';
import { UploadGuard } from './upload/upload.guard.js';

const id = { name: 'id', example: 'imp_01jd0000000000000000000000' } as const;
const binary = { schema: { type: 'string', format: 'binary' } } as const;

/** Files of people and of events (api.md 16). */
@ApiTags('imports')
@Controller('api/v1/imports')
export class ImportsController {
  constructor(
    @Inject(AdmitFile) private readonly admitFile: AdmitFile,
    @Inject(MapImport) private readonly mapImport: MapImport,
    @Inject(PreviewImport) private readonly previewImport: PreviewImport,
    @Inject(StartImport) private readonly startImport: StartImport,
    @Inject(BrowseImports) private readonly browse: BrowseImports,
    @Inject(RejectsFile) private readonly rejects: RejectsFile,
  ) {}

  @Post()
  @RequireScopes('profiles:write')
  @RawBody()
  @UseGuards(UploadGuard)
  @ApiOperation({ operationId: 'uploadImport', summary: 'Upload a file of people or events, at most 100 MB' })
  @ApiConsumes('text/csv', 'application/x-ndjson', 'multipart/form-data')
  @ApiBody(binary)
  @ApiCreatedResponse({ type: ImportView })
  async upload(
    @CurrentWorkspace() workspaceId: string,
    @Query() _query: UploadQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ImportView> {
    const record = await this.admitFile.execute(workspaceId, request.body as KeptFile);
    void reply.header('location', `/api/v1/imports/${publicId('imp', record.id)}`);
    return viewOfImport(record);
  }

  @Get()
  @RequireScopes('profiles:read')
  @ApiOperation({ operationId: 'listImports', summary: 'List imports, newest first' })
  @ApiOkResponse({ type: ImportPage })
  async list(
    @CurrentWorkspace() workspaceId: string,
    @Query() query: ImportsQuery,
  ): Promise<Page<ImportView>> {
    return this.browse.list(workspaceId, query);
  }

  @Get(':id')
  @RequireScopes('profiles:read')
  @ApiOperation({ operationId: 'getImport', summary: 'Get one import, with its progress' })
  @ApiParam(id)
  @ApiOkResponse({ type: ImportView })
  async get(@CurrentWorkspace() workspaceId: string, @Param('id') text: string): Promise<ImportView> {
    return this.browse.find(workspaceId, importIdOf(text));
  }

  @Put(':id/mapping')
  @RequireScopes('profiles:write')
  @ApiOperation({ operationId: 'mapImport', summary: 'Say what the columns of the file mean' })
  @ApiParam(id)
  @ApiOkResponse({ type: ImportView })
  async map(
    @CurrentWorkspace() workspaceId: string,
    @Param('id') text: string,
    @Body() body: MappingBody,
  ): Promise<ImportView> {
    return viewOfImport(await this.mapImport.execute(workspaceId, importIdOf(text), mappingOf(body)));
  }

  @Post(':id/preview')
  @HttpCode(200)
  @RequireScopes('profiles:write')
  @ApiOperation({ operationId: 'previewImport', summary: 'See how the first rows would land' })
  @ApiParam(id)
  @ApiOkResponse({ type: ImportPreview })
  async preview(@CurrentWorkspace() workspaceId: string, @Param('id') text: string): Promise<ImportPreview> {
    return this.previewImport.execute(workspaceId, importIdOf(text));
  }

  @Post(':id/start')
  @HttpCode(202)
  @RequireScopes('profiles:write')
  @OptionalBody()
  @ApiOperation({ operationId: 'startImport', summary: 'Import the file' })
  @ApiParam(id)
  @ApiAcceptedResponse({ type: OperationAnswer })
  async start(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Param('id') text: string,
    @Body() body: StartImportBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationAnswer> {
    const mode = body.mode ?? 'backfill';
    const operation = await this.startImport.execute(workspaceId, importIdOf(text), mode, actorOf(caller));
    return answerStarted(reply, 'profiles', operation);
  }

  @Get(':id/errors')
  @RequireScopes('profiles:read')
  @ApiOperation({
    operationId: 'listImportErrors',
    summary: 'Why rows did not land; with `Accept: text/csv` as errors.csv',
  })
  @ApiParam(id)
  @ApiOkResponse({ type: RowErrorPage })
  async errors(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Param('id') text: string,
    @Query() query: PageQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<RowErrorView> | void> {
    if (/^\s*text\/csv\b/i.test(request.headers.accept ?? '')) {
      return this.download(caller, workspaceId, text, reply);
    }
    return this.browse.errors(workspaceId, importIdOf(text), query);
  }

  @Get(':id/errors.csv')
  @RequireScopes('profiles:read')
  @ApiOperation({
    operationId: 'downloadImportErrors',
    summary: 'The rows that did not land, to mend and to import again',
  })
  @ApiParam(id)
  @ApiProduces('text/csv')
  @ApiOkResponse({ schema: { type: 'string' } })
  async errorsFile(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Param('id') text: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.download(caller, workspaceId, text, reply);
  }

  private async download(
    caller: Caller,
    workspaceId: string,
    text: string,
    reply: FastifyReply,
  ): Promise<void> {
    const lines = await this.rejects.open(caller, workspaceId, importIdOf(text));
    void reply.headers({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="${text}-errors.csv"`,
      'x-content-type-options': 'nosniff',
    });
    await reply.send(Readable.from(lines));
  }
}

/** @throws ProblemError `not_found` for what is no id of an import */
function importIdOf(text: string): string {
  const importId = uuidOf('imp', text);
  if (importId === undefined) throw new ProblemError('not_found');
  return importId;
}
