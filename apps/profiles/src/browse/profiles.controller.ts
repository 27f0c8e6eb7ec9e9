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
import { ProfilePage, ProfileView, type TimelineEventView, TimelinePage } from './profile.view.js';
import { ProfilesQuery, TimelineQuery } from './profiles.query.js';

const ref = {
  name: 'ref',
  description: 'A profile id (`prf_…`, retired ones included) or `type:value`, percent-encoded',
  example: 'email:ada@acme.test',
} as const;

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

  @Get()
  @ApiOperation({ operationId: 'listProfiles', summary: 'List people' })
  @ApiOkResponse({ type: ProfilePage })
  async list(
    @CurrentWorkspace() workspaceId: string,
    @Query() query: ProfilesQuery,
  ): Promise<Page<ProfileView>> {
    return this.browse.list(workspaceId, query);
  }

  @Get(':ref')
  @ApiOperation({ operationId: 'getProfile', summary: 'Get one person' })
  @ApiParam(ref)
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
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProfileView> {
    const person = this.findProfile.parse(text);
    const profile = await waitFor(
      { request, reply, clock: this.clock },
      () => this.browse.find(workspaceId, person),
      (found) => found !== undefined,
    );
    if (!profile) throw new ProblemError('not_found');
    return profile;
  }

  @Get(':ref/events')
  @ApiOperation({ operationId: 'listProfileEvents', summary: "A person's timeline, newest first" })
  @ApiParam(ref)
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
