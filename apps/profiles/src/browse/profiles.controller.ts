import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import {
  ApiHeader,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentWorkspace, RequireScopes } from '@rapport/access';
import { CLOCK, type Page, waitFor } from '@rapport/http';
import { type Clock, ProblemError } from '@rapport/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BrowseProfiles } from './browse-profiles.usecase.js';
import { FindProfile } from './find-profile.js';
import { profileRefParameter } from './profile-ref.parameter.js';
import { ProfileView, type TimelineEventView, TimelinePage } from './profile.view.js';
import { ProfileQuery, TimelineQuery } from './profiles.query.js';

/** People, as the management API shows them. */
@ApiTags('profiles')
@Controller('api/v1/profiles')
@RequireScopes('profiles:read')
export class ProfilesController {
  constructor(
    @Inject(BrowseProfiles) private readonly browse: BrowseProfiles,
    @Inject(FindProfile) private readonly findProfile: FindProfile,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(':ref')
  @ApiOperation({ operationId: 'getProfile', summary: 'Get one person' })
  @ApiParam(profileRefParameter)
  @ApiHeader({
    name: 'Prefer',
    required: false,
    description: '`wait=N`: until the person exists, at most 30 s',
  })
  @ApiOkResponse({ type: ProfileView })
  @ApiNotFoundResponse({ description: 'Nobody is called so' })
  async get(
    @CurrentWorkspace() workspaceId: string,
    @Param('ref') text: string,
    @Query() query: ProfileQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProfileView> {
    const person = this.findProfile.parse(text);
    const profile = await waitFor(
      { request, reply, clock: this.clock },
      () => this.browse.find(workspaceId, person, query),
      (found) => found !== undefined,
    );
    if (!profile) throw new ProblemError('not_found');
    return profile;
  }

  @Get(':ref/events')
  @ApiOperation({ operationId: 'listProfileEvents', summary: "A person's timeline, newest first" })
  @ApiParam(profileRefParameter)
  @ApiOkResponse({ type: TimelinePage })
  @ApiNotFoundResponse({ description: 'Nobody is called so' })
  async events(
    @CurrentWorkspace() workspaceId: string,
    @Param('ref') text: string,
    @Query() query: TimelineQuery,
  ): Promise<Page<TimelineEventView>> {
    return this.browse.events(workspaceId, this.findProfile.parse(text), query);
  }
}
