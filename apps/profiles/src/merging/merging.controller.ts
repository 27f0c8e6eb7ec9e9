import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { actorOf, type Caller, CurrentCaller, CurrentWorkspace, RequireScopes } from '@rapport/access';
import { type Page, PageQuery } from '@rapport/http';
import { fieldProblem, ProblemError, uuidOf } from '@rapport/kernel';
import { profileRefOf } from '../browse/domain/profile-ref.js';
import { FindProfile } from '../browse/find-profile.js';
import { BrowseMerges } from './browse-merges.usecase.js';
import type { Asked } from './decide.js';
import { LiftSeparation } from './lift-separation.usecase.js';
import { MergeProfiles } from './merge-profiles.usecase.js';
import { LiftBody, MergeBody, UndoBody, UnmergeBody } from './merging.dto.js';
import {
  MergeAnswer,
  MergePage,
  type MergeView,
  SeparationPage,
  type SeparationView,
  UnmergeAnswer,
} from './merging.view.js';
import { UnmergeProfiles } from './unmerge-profiles.usecase.js';

const ref = { name: 'ref', example: 'email:ada@acme.test' } as const;

/** Who is one person, decided by people. */
@ApiTags('profiles')
@Controller('api/v1/profiles/:ref')
@ApiNotFoundResponse({ description: 'Nobody is called so' })
export class MergingController {
  constructor(
    @Inject(FindProfile) private readonly people: FindProfile,
    @Inject(MergeProfiles) private readonly mergeProfiles: MergeProfiles,
    @Inject(UnmergeProfiles) private readonly unmergeProfiles: UnmergeProfiles,
    @Inject(LiftSeparation) private readonly liftSeparation: LiftSeparation,
    @Inject(BrowseMerges) private readonly browse: BrowseMerges,
  ) {}

  @Post('merge')
  @HttpCode(200)
  @RequireScopes('profiles:write')
  @ApiOperation({ operationId: 'mergeProfiles', summary: 'Make two people one' })
  @ApiParam(ref)
  @ApiOkResponse({ type: MergeAnswer })
  @ApiConflictResponse({ description: '`merge_protected` with the `obstacle`, or `state_conflict`' })
  async merge(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Param('ref') text: string,
    @Body() body: MergeBody,
  ): Promise<MergeAnswer> {
    const other = profileRefOf(body.with);
    if (!other.ok) {
      const message = 'must be a profile id or type:value, such as email:ada@acme.test';
      throw other.error === 'not_found'
        ? fieldProblem('with', 'unknown_ref', 'nobody is called so', 'unknown_ref')
        : fieldProblem('with', 'format', message);
    }
    return this.mergeProfiles.execute(asked(workspaceId, caller, body), this.people.parse(text), other.value);
  }

  @Post('unmerge')
  @HttpCode(200)
  @RequireScopes('profiles:write')
  @ApiOperation({ operationId: 'unmergeProfile', summary: 'Make two or more people of one, for good' })
  @ApiParam(ref)
  @ApiOkResponse({ type: UnmergeAnswer })
  @ApiConflictResponse({ description: '`state_conflict`: no merge is on record; name the parts' })
  async unmerge(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Param('ref') text: string,
    @Body() body: UnmergeBody,
  ): Promise<UnmergeAnswer> {
    return this.unmergeProfiles.execute(
      asked(workspaceId, caller, body),
      this.people.parse(text),
      body.parts,
    );
  }

  @Get('merges')
  @RequireScopes('profiles:read')
  @ApiOperation({ operationId: 'listMerges', summary: 'What became part of this person, newest first' })
  @ApiParam(ref)
  @ApiOkResponse({ type: MergePage })
  async merges(
    @CurrentWorkspace() workspaceId: string,
    @Param('ref') text: string,
    @Query() query: PageQuery,
  ): Promise<Page<MergeView>> {
    return this.browse.merges(workspaceId, this.people.parse(text), query);
  }

  @Post('merges/:mergeId/undo')
  @HttpCode(200)
  @RequireScopes('profiles:write')
  @ApiOperation({ operationId: 'undoMerge', summary: 'Take one merge back' })
  @ApiParam(ref)
  @ApiParam({ name: 'mergeId', example: 'mrg_01jd0000000000000000000000' })
  @ApiOkResponse({ type: UnmergeAnswer })
  async undo(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Param('ref') text: string,
    @Param('mergeId') mergeId: string,
    @Body() body: UndoBody,
  ): Promise<UnmergeAnswer> {
    const id = idOf('mrg', mergeId);
    return this.unmergeProfiles.undo(asked(workspaceId, caller, body), this.people.parse(text), id);
  }

  @Get('separations')
  @RequireScopes('profiles:read')
  @ApiOperation({
    operationId: 'listSeparations',
    summary: 'Whom this person was separated from, newest first',
  })
  @ApiParam(ref)
  @ApiOkResponse({ type: SeparationPage })
  async separations(
    @CurrentWorkspace() workspaceId: string,
    @Param('ref') text: string,
    @Query() query: PageQuery,
  ): Promise<Page<SeparationView>> {
    return this.browse.separations(workspaceId, this.people.parse(text), query);
  }

  @Post('separations/:separationId/lift')
  @HttpCode(200)
  @RequireScopes('profiles:write')
  @ApiOperation({ operationId: 'liftSeparation', summary: 'Let events decide again' })
  @ApiParam(ref)
  @ApiParam({ name: 'separationId', example: 'sep_01jd0000000000000000000000' })
  @ApiOkResponse({ type: UnmergeAnswer })
  async lift(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Param('ref') text: string,
    @Param('separationId') separationId: string,
    @Body() body: LiftBody,
  ): Promise<UnmergeAnswer> {
    const id = idOf('sep', separationId);
    return this.liftSeparation.execute(asked(workspaceId, caller, body), this.people.parse(text), id);
  }
}

function asked(
  workspaceId: string,
  caller: Caller,
  { reason = null, dryRun = false }: { reason?: string | null; dryRun?: boolean },
): Asked {
  return { workspaceId, actor: actorOf(caller), reason, dryRun };
}

function idOf(prefix: 'mrg' | 'sep', text: string): string {
  const id = uuidOf(prefix, text);
  if (id === undefined) throw new ProblemError('not_found');
  return id;
}
