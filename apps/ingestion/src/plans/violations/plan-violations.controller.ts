import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentWorkspace, RequireScopes } from '@rapport/access';
import { decodeCursor, encodeCursor, mapPage, pageOf } from '@rapport/http';
import { toIso } from '@rapport/kernel';
import { FindObjects } from '@rapport/versioned';
import { TrackingPlanKind } from '../tracking-plan.kind.js';
import {
  PlanViolationsPage,
  PlanViolationsQuery,
  violationAnswer,
  violationFilterOf,
} from './plan-violations.dto.js';
import { PlanViolationsRepository } from './plan-violations.repository.js';

@ApiTags('tracking plans')
@Controller('api/v1/tracking-plans/:ref')
export class PlanViolationsController {
  constructor(
    private readonly finder: FindObjects,
    private readonly kind: TrackingPlanKind,
    private readonly violations: PlanViolationsRepository,
  ) {}

  @Get('violations')
  @RequireScopes('events:read')
  @ApiOperation({
    operationId: 'listTrackingPlanViolations',
    summary: 'How events departed from the plan, by kind; those that began last first',
  })
  @ApiOkResponse({ type: PlanViolationsPage })
  async list(
    @CurrentWorkspace() workspaceId: string,
    @Param('ref') ref: string,
    @Query() query: PlanViolationsQuery,
  ): Promise<PlanViolationsPage> {
    const { id } = await this.finder.get(this.kind, workspaceId, ref);
    const { limit, cursor } = query;
    const filter = violationFilterOf(query);
    const filters = { workspaceId, violationsOf: id, ...filter };
    const after = decodeCursor(cursor, filters, ['instant', 'text']);
    const position = after && { firstAt: String(after[0]), digest: String(after[1]) };
    const rows = await this.violations.list(workspaceId, id, filter, { after: position, limit: limit + 1 });
    const page = pageOf(rows, limit, ({ firstAt, digest }) =>
      encodeCursor(filters, [toIso(firstAt.getTime()), digest]),
    );
    return mapPage(page, violationAnswer);
  }
}
