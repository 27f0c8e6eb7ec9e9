import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentWorkspace, RequireScopes } from '@rapport/access';
import { type Page, PageQuery } from '@rapport/http';
import { FindProfile } from '../find-profile.js';
import { profileRefParameter } from '../profile-ref.parameter.js';
import { BrowseEvidence } from './browse-evidence.usecase.js';
import { BrowseIdentityChanges } from './browse-identity-changes.usecase.js';
import { LinkPage, type LinkView } from './evidence.view.js';
import { type HeldIdentifier, HeldIdentifierPage } from './identifiers.view.js';
import { IdentityChangePage, type IdentityChangeView } from './identity-changes.view.js';
import { WholeEventView } from './whole-event.view.js';

/** Why a person is taken for one, and how that came about. */
@ApiTags('profiles')
@Controller('api/v1/profiles/:ref')
@RequireScopes('profiles:read')
@ApiParam(profileRefParameter)
@ApiNotFoundResponse({ description: 'Nobody is called so' })
export class EvidenceController {
  constructor(
    @Inject(FindProfile) private readonly findProfile: FindProfile,
    @Inject(BrowseEvidence) private readonly browse: BrowseEvidence,
    @Inject(BrowseIdentityChanges) private readonly changes: BrowseIdentityChanges,
  ) {}

  @Get('identifiers')
  @ApiOperation({
    operationId: 'listProfileIdentifiers',
    summary: "A person's identifiers, strongest first, each with what ties it to the others",
  })
  @ApiOkResponse({ type: HeldIdentifierPage })
  async identifiers(
    @CurrentWorkspace() workspaceId: string,
    @Param('ref') text: string,
    @Query() query: PageQuery,
  ): Promise<Page<HeldIdentifier>> {
    return this.browse.identifiers(workspaceId, this.findProfile.parse(text), query);
  }

  @Get('links')
  @ApiOperation({
    operationId: 'listProfileLinks',
    summary: 'Which identifiers were seen together, and what is made of it; refused links too, newest first',
  })
  @ApiOkResponse({ type: LinkPage })
  async links(
    @CurrentWorkspace() workspaceId: string,
    @Param('ref') text: string,
    @Query() query: PageQuery,
  ): Promise<Page<LinkView>> {
    return this.browse.links(workspaceId, this.findProfile.parse(text), query);
  }

  @Get('identity-changes')
  @ApiOperation({
    operationId: 'listIdentityChanges',
    summary: 'With whom a person was merged, and what was unmerged again, newest first',
  })
  @ApiOkResponse({ type: IdentityChangePage })
  async identityChanges(
    @CurrentWorkspace() workspaceId: string,
    @Param('ref') text: string,
    @Query() query: PageQuery,
  ): Promise<Page<IdentityChangeView>> {
    return this.changes.list(workspaceId, this.findProfile.parse(text), query);
  }

  @Get('events/:eventId')
  @ApiOperation({ operationId: 'getProfileEvent', summary: 'One event, with all that is kept of it' })
  @ApiParam({ name: 'eventId', example: 'evt_01jd0000000000000000000000' })
  @ApiOkResponse({ type: WholeEventView })
  async event(
    @CurrentWorkspace() workspaceId: string,
    @Param('ref') text: string,
    @Param('eventId') eventId: string,
  ): Promise<WholeEventView> {
    return this.browse.event(workspaceId, this.findProfile.parse(text), eventId);
  }
}
