import {
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
  UseGuards,
} from '@nestjs/common';
import {
  ApiBody,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { actorOf, type Caller, CurrentCaller, CurrentWorkspace, RequireScopes } from '@rapport/access';
import { type Page, PageQuery, RawBody } from '@rapport/http';
import { fieldFaultOf, ProblemError } from '@rapport/kernel';
import type { FastifyRequest } from 'fastify';
import { FindProfile } from '../browse/find-profile.js';
import { readTraitsBody } from '../traits/domain/read-traits-body.js';
import { type TraitsBody, TraitsBodyGuard, traitsBodySchema } from '../traits/traits-body.guard.js';
import { ProfilePage, type ProfileView } from '../browse/profile.view.js';
import { BrowseGroups } from './browse-groups.usecase.js';
import { groupTraitsOf } from './domain/group-traits.js';
import { FindGroup } from './find-group.js';
import { GroupPage, GroupView } from './group.view.js';
import { GroupsQuery } from './groups.dto.js';
import { RemoveMember } from './remove-member.usecase.js';
import { SetGroupTraits } from './set-group-traits.usecase.js';

const ref = {
  name: 'ref',
  description: 'A group id (`grp_…`) or `group_id:` and your own id, percent-encoded',
  example: 'group_id:acme',
} as const;
const person = {
  name: 'person',
  description: 'A profile id (`prf_…`) or `type:value`, percent-encoded',
  example: 'user_id:42',
} as const;
const unknown = { description: 'No group is called so' } as const;

/** Groups (accounts, companies) and who is in them (api.md 7.2). */
@ApiTags('groups')
@Controller('api/v1/groups')
export class GroupsController {
  constructor(
    @Inject(BrowseGroups) private readonly browse: BrowseGroups,
    @Inject(FindGroup) private readonly findGroup: FindGroup,
    @Inject(FindProfile) private readonly findProfile: FindProfile,
    @Inject(SetGroupTraits) private readonly setTraits: SetGroupTraits,
    @Inject(RemoveMember) private readonly removeMember: RemoveMember,
  ) {}

  @Get()
  @RequireScopes('profiles:read')
  @ApiOperation({ operationId: 'listGroups', summary: 'List groups, newest first' })
  @ApiOkResponse({ type: GroupPage })
  async list(@CurrentWorkspace() workspaceId: string, @Query() query: GroupsQuery): Promise<Page<GroupView>> {
    return this.browse.list(workspaceId, query);
  }

  @Get(':ref')
  @RequireScopes('profiles:read')
  @ApiOperation({ operationId: 'getGroup', summary: 'Get one group' })
  @ApiParam(ref)
  @ApiOkResponse({ type: GroupView })
  @ApiNotFoundResponse(unknown)
  async get(@CurrentWorkspace() workspaceId: string, @Param('ref') text: string): Promise<GroupView> {
    return this.browse.find(workspaceId, this.findGroup.parse(text));
  }

  @Get(':ref/profiles')
  @RequireScopes('profiles:read')
  @ApiOperation({ operationId: 'listGroupProfiles', summary: 'People of a group, the last to come first' })
  @ApiParam(ref)
  @ApiOkResponse({ type: ProfilePage })
  @ApiNotFoundResponse(unknown)
  async members(
    @CurrentWorkspace() workspaceId: string,
    @Param('ref') text: string,
    @Query() query: PageQuery,
  ): Promise<Page<ProfileView>> {
    return this.browse.members(workspaceId, this.findGroup.parse(text), query);
  }

  @Post(':ref/traits')
  @HttpCode(200)
  @RequireScopes('profiles:write')
  @RawBody()
  @UseGuards(TraitsBodyGuard)
  @ApiBody({ schema: traitsBodySchema as never })
  @ApiOperation({
    operationId: 'setGroupTraits',
    summary: 'Set and unset traits; a `group_id:…` of which nobody has spoken yet becomes a group',
  })
  @ApiParam(ref)
  @ApiOkResponse({ type: GroupView })
  @ApiNotFoundResponse(unknown)
  async traits(
    @CurrentWorkspace() workspaceId: string,
    @Param('ref') text: string,
    @Req() request: FastifyRequest,
  ): Promise<GroupView> {
    const group = this.findGroup.parse(text);
    const { set, unset } = readTraitsBody((request.body as TraitsBody).text);
    const traits = groupTraitsOf(set, unset);
    if (traits.ok) return this.setTraits.execute(workspaceId, group, traits.value);
    throw new ProblemError(traits.error.code, { errors: [fieldFaultOf(traits.error)] });
  }

  @Delete(':ref/profiles/:person')
  @HttpCode(204)
  @RequireScopes('profiles:write')
  @ApiOperation({
    operationId: 'removeFromGroup',
    summary: 'Take a person out of a group, until a later group call',
  })
  @ApiParam(ref)
  @ApiParam(person)
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ description: 'No group, or nobody, is called so' })
  async remove(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Param('ref') text: string,
    @Param('person') who: string,
  ): Promise<void> {
    const named = { group: this.findGroup.parse(text), person: this.findProfile.parse(who) };
    await this.removeMember.execute({ workspaceId, ...named, by: actorOf(caller) });
  }
}
