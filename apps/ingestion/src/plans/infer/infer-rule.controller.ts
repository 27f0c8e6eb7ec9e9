import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentWorkspace, RequireScopes } from '@rapport/access';
import { InferredRuleAnswer, InferRuleBody, inferRequestOf } from './infer-rule.dto.js';
import { InferRule } from './infer-rule.usecase.js';

@ApiTags('tracking plans')
@Controller('api/v1/tracking-plans/:ref/rules')
export class InferRuleController {
  constructor(private readonly inferRule: InferRule) {}

  @Post('infer')
  @HttpCode(200)
  @RequireScopes('events:write')
  @ApiOperation({
    operationId: 'inferTrackingPlanRule',
    summary: 'Propose a rule from the events of the last 7 days, or from one example; changes nothing',
  })
  @ApiOkResponse({ type: InferredRuleAnswer })
  async infer(
    @CurrentWorkspace() workspaceId: string,
    @Param('ref') ref: string,
    @Body() body: InferRuleBody,
  ): Promise<InferredRuleAnswer> {
    return this.inferRule.execute(inferRequestOf(workspaceId, ref, body));
  }
}
