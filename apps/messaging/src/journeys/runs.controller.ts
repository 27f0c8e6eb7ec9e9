import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentWorkspace, RequireScopes, ShowsPeople } from '@rapport/access';
import type { Page } from '@rapport/http';
import { ListRuns } from './list-runs.js';
import { ListSteps } from './list-steps.js';
import { MergeEffectsView } from './merge-effects.view.js';
import { PreviewMerge } from './preview-merge.usecase.js';
import { RunStepView } from './run-step.view.js';
import { RunView } from './run.view.js';
import { JourneyRunsQuery, MergeEffectsQuery, PersonRunsQuery, StepsQuery } from './runs.dto.js';

/** Runs, by themselves, of a journey, and of a person. */
@ApiTags('runs')
@Controller('api/v1')
@ShowsPeople()
export class RunsController {
  constructor(
    private readonly runs: ListRuns,
    private readonly steps: ListSteps,
    private readonly preview: PreviewMerge,
  ) {}

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

  @Get('profiles/:ref/runs/steps')
  @RequireScopes('journeys:read', 'messages:read')
  @ApiOperation({ operationId: 'listProfileSteps', summary: "A person's way through her journeys" })
  @ApiOkResponse({ type: [RunStepView] })
  async stepsOfPerson(
    @CurrentWorkspace() workspaceId: string,
    @Param('ref') ref: string,
    @Query() query: StepsQuery,
  ): Promise<Page<RunStepView>> {
    return this.steps.ofPerson(workspaceId, ref, query);
  }

  @Get('profiles/:ref/runs/merge-effects')
  @RequireScopes('journeys:read', 'messages:read')
  @ApiOperation({ operationId: 'previewMergeOfRuns', summary: 'What a merge would do to runs and messages' })
  @ApiOkResponse({ type: MergeEffectsView })
  async mergeEffects(
    @CurrentWorkspace() workspaceId: string,
    @Param('ref') ref: string,
    @Query() query: MergeEffectsQuery,
  ): Promise<MergeEffectsView> {
    return this.preview.execute(workspaceId, ref, query.with);
  }
}
