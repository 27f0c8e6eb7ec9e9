import { Body, Controller, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { actorOf, CurrentCaller, CurrentWorkspace, RequireScopes, type Caller } from '@rapport/access';
import { IfMatch } from '@rapport/http';
import { LinkSources } from './link-sources.usecase.js';
import { PlanDirectory } from './plan-directory.js';
import { PlanSourcesAnswer, PlanSourcesBody } from './tracking-plans.dto.js';

@ApiTags('tracking plans')
@Controller('api/v1/tracking-plans/:ref')
export class PlanSourcesController {
  constructor(
    private readonly linkSources: LinkSources,
    private readonly directory: PlanDirectory,
  ) {}

  @Put('sources')
  @RequireScopes('events:write')
  @ApiOperation({ operationId: 'putTrackingPlanSources', summary: 'Which sources follow the plan' })
  @ApiOkResponse({ type: PlanSourcesAnswer })
  async put(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Param('ref') ref: string,
    @IfMatch() ifMatch: string | undefined,
    @Body() { sourceIds }: PlanSourcesBody,
  ): Promise<PlanSourcesAnswer> {
    await this.linkSources.execute({ workspaceId, ref, ifMatch }, sourceIds, actorOf(caller));
    await this.directory.refresh();
    return { sourceIds };
  }
}
