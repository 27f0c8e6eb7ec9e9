import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentWorkspace, RequireScopes } from '@rapport/access';
import type { Page } from '@rapport/http';
import { ListRuns } from './list-runs.js';
import { RunView } from './run.view.js';
import { JourneyRunsQuery, PersonRunsQuery } from './runs.dto.js';

/** Runs, by themselves, of a journey, and of a person. */
@ApiTags('runs')
@Controller('api/v1')
export class RunsController {
  constructor(private readonly runs: ListRuns) {}

  @Get('runs/:runId')
  @RequireScopes('journeys:read')
  @ApiOperation({ operationId: 'getRun' })
  @ApiOkResponse({ type: RunView })
  async one(@CurrentWorkspace() workspaceId: string, @Param('runId') runId: string): Promise<RunView> {
    return this.runs.one(workspaceId, runId);
  }

  @Get('journeys/:ref/runs')
  @RequireScopes('journeys:read')
  @ApiOperation({ operationId: 'listJourneyRuns' })
  @ApiOkResponse({ type: [RunView] })
  async ofJourney(
    @CurrentWorkspace() workspaceId: string,
    @Param('ref') ref: string,
    @Query() query: JourneyRunsQuery,
  ): Promise<Page<RunView>> {
    return this.runs.ofJourney(workspaceId, ref, query);
  }

  @Get('profiles/:ref/runs')
  @RequireScopes('journeys:read')
  @ApiOperation({ operationId: 'listProfileRuns' })
  @ApiOkResponse({ type: [RunView] })
  async ofPerson(
    @CurrentWorkspace() workspaceId: string,
    @Param('ref') ref: string,
    @Query() query: PersonRunsQuery,
  ): Promise<Page<RunView>> {
    return this.runs.ofPerson(workspaceId, ref, query);
  }
}
