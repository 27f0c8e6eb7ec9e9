import { Body, Controller, Get, Param, Patch, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { actorOf, type Caller, CurrentCaller, CurrentWorkspace, RequireScopes } from '@rapport/access';
import { IfMatch } from '@rapport/http';
import { ProblemError, publicId, uuidOf } from '@rapport/kernel';
import type { FastifyReply } from 'fastify';
import { etagOfWorkspace, UpdateWorkspace } from './update-workspace.usecase.js';
import { UpdateWorkspaceBody, WorkspaceAnswer, WorkspacePage } from './workspaces.dto.js';
import { type WorkspaceRecord, WorkspacesRepository } from './workspaces.repository.js';

@ApiTags('Workspaces')
@Controller('api/v1/workspaces')
export class WorkspacesController {
  constructor(
    private readonly workspaces: WorkspacesRepository,
    private readonly updateWorkspace: UpdateWorkspace,
  ) {}

  @Get()
  @RequireScopes('workspace:read')
  @ApiOperation({
    operationId: 'listWorkspaces',
    summary: 'The workspaces of the member, or the one of the key',
  })
  @ApiOkResponse({ type: WorkspacePage })
  async list(
    @CurrentCaller() caller: Caller,
    @CurrentWorkspace() workspaceId: string,
  ): Promise<WorkspacePage> {
    if (caller.kind === 'session') {
      const records = await this.workspaces.ofMember(caller.memberId);
      return { data: records.map(answerOf), nextCursor: null };
    }
    return { data: [answerOf(await this.load(workspaceId))], nextCursor: null };
  }

  @Get(':id')
  @RequireScopes('workspace:read')
  @ApiOperation({ operationId: 'readWorkspace', summary: 'One workspace' })
  @ApiOkResponse({ type: WorkspaceAnswer })
  async read(
    @Param('id') id: string,
    @CurrentWorkspace() workspaceId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WorkspaceAnswer> {
    const record = await this.load(ownWorkspace(id, workspaceId));
    void reply.header('etag', etagOfWorkspace(record));
    return answerOf(record);
  }

  @Patch(':id')
  @RequireScopes('workspace:write')
  @ApiOperation({
    operationId: 'updateWorkspace',
    summary: 'Change name, time zone, locale, address or brand',
  })
  @ApiOkResponse({ type: WorkspaceAnswer })
  async update(
    @Param('id') id: string,
    @Body() body: UpdateWorkspaceBody,
    @CurrentCaller() caller: Caller,
    @IfMatch() ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WorkspaceAnswer> {
    const workspaceId = ownWorkspace(id, caller.workspaceId);
    const record = await this.updateWorkspace.execute(workspaceId, body, actorOf(caller), ifMatch);
    void reply.header('etag', etagOfWorkspace(record));
    return answerOf(record);
  }

  private async load(workspaceId: string): Promise<WorkspaceRecord> {
    const record = await this.workspaces.byId(workspaceId);
    if (!record) throw new ProblemError('not_found');
    return record;
  }
}

/** A workspace other than the credential's does not exist (api.md 0.4). */
function ownWorkspace(id: string, workspaceId: string | null): string {
  const asked = uuidOf('wsp', id);
  if (asked === undefined || asked !== workspaceId) throw new ProblemError('not_found');
  return asked;
}

function answerOf(record: WorkspaceRecord): WorkspaceAnswer {
  return {
    id: publicId('wsp', record.id),
    key: record.key,
    name: record.name,
    region: record.region,
    timeZone: record.timeZone,
    defaultLocale: record.defaultLocale,
    postalAddress: record.postalAddress,
    brand: record.brand,
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
  };
}
