import { Body, Controller, Get, HttpCode, Inject, Post, Put, Query, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { actorOf, type Caller, CurrentCaller, CurrentWorkspace, RequireScopes } from '@rapport/access';
import { answerStarted, bodyProblem, IfMatch, OperationAnswer, type Page, PageQuery } from '@rapport/http';
import type { FastifyReply } from 'fastify';
import { BrowsePolicies } from './browse-policies.usecase.js';
import { ChangePolicy, etagOfPolicy } from './change-policy.usecase.js';
import { canonicalSettings, faultsOfSettings } from './domain/check-settings.js';
import type { PolicySettings } from './domain/policy-settings.js';
import { IdentityPolicyBody, settingsOf } from './identity-policy.dto.js';
import { IdentityPolicyVersionPage, IdentityPolicyView, viewOfPolicy } from './identity-policy.view.js';
import { StartPreview } from './start-preview.usecase.js';

/** What may hold a profile together (api.md 7.1). */
@ApiTags('identity policy')
@Controller('api/v1/identity-policy')
export class IdentityPolicyController {
  constructor(
    @Inject(BrowsePolicies) private readonly browse: BrowsePolicies,
    @Inject(ChangePolicy) private readonly change: ChangePolicy,
    @Inject(StartPreview) private readonly preview: StartPreview,
  ) {}

  @Get()
  @RequireScopes('workspace:read')
  @ApiOperation({ operationId: 'getIdentityPolicy', summary: 'The rules by which people are told apart' })
  @ApiOkResponse({ type: IdentityPolicyView })
  async get(
    @CurrentWorkspace() workspaceId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IdentityPolicyView> {
    const current = await this.browse.current(workspaceId);
    void reply.header('etag', etagOfPolicy(current));
    return viewOfPolicy(current);
  }

  @Get('versions')
  @RequireScopes('workspace:read')
  @ApiOperation({ operationId: 'listIdentityPolicyVersions', summary: 'All versions, newest first' })
  @ApiOkResponse({ type: IdentityPolicyVersionPage })
  async versions(
    @CurrentWorkspace() workspaceId: string,
    @Query() query: PageQuery,
  ): Promise<Page<IdentityPolicyView>> {
    return this.browse.versions(workspaceId, query);
  }

  @Put()
  @RequireScopes('workspace:write')
  @HttpCode(202)
  @ApiOperation({
    operationId: 'putIdentityPolicy',
    summary: 'Replace the rules: they hold at once, and people are brought up to date by an operation',
  })
  @ApiAcceptedResponse({ type: OperationAnswer })
  async put(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @IfMatch() ifMatch: string | undefined,
    @Body() body: IdentityPolicyBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationAnswer> {
    const settings = checked(body);
    const { operation, stored } = await this.change.execute({
      workspaceId,
      settings,
      ifMatch,
      by: actorOf(caller),
    });
    void reply.header('etag', etagOfPolicy(stored));
    return answerStarted(reply, 'profiles', operation);
  }

  @Post('preview')
  @RequireScopes('workspace:write')
  @HttpCode(202)
  @ApiOperation({
    operationId: 'previewIdentityPolicy',
    summary: 'How many people would join or split under other rules; changes nothing',
  })
  @ApiAcceptedResponse({ type: OperationAnswer })
  async startPreview(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Body() body: IdentityPolicyBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationAnswer> {
    const operation = await this.preview.execute(workspaceId, checked(body), actorOf(caller));
    return answerStarted(reply, 'profiles', operation);
  }
}

/** @throws ProblemError `validation_failed` with every fault */
function checked(body: IdentityPolicyBody): PolicySettings {
  const settings = settingsOf(body);
  const faults = faultsOfSettings(settings);
  if (faults.length > 0) throw bodyProblem(faults);
  return canonicalSettings(settings);
}
