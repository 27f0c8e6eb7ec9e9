import { Body, Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { type Caller, CurrentCaller, CurrentWorkspace, RequireScopes } from '@rapport/access';
import { defaultPageSize } from '@rapport/http';
import { ProfilePage } from '../browse/profile.view.js';
import { ListPeople } from './list-people.usecase.js';
import { ReadSearch } from './read-search.js';
import { ProfilesQuery, SearchBody } from './search.dto.js';
import { FoundPage } from './search.view.js';

/** People, found: by how an identifier begins, or by what is true of them. */
@ApiTags('profiles')
@Controller('api/v1/profiles')
@RequireScopes('profiles:read')
export class SearchController {
  constructor(
    @Inject(ListPeople) private readonly people: ListPeople,
    @Inject(ReadSearch) private readonly read: ReadSearch,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listProfiles', summary: 'List people' })
  @ApiOkResponse({ type: ProfilePage })
  async list(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Query() query: ProfilesQuery,
  ): Promise<ProfilePage> {
    return this.people.page(caller, workspaceId, { ...query, list: 'profiles', cursorField: 'query.cursor' });
  }

  @Post('search')
  @HttpCode(200)
  @ApiOperation({ operationId: 'searchProfiles', summary: 'Find the people of whom a condition is true' })
  @ApiOkResponse({ type: FoundPage })
  @ApiUnprocessableEntityResponse({ description: 'The condition is not valid' })
  async search(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Body() body: SearchBody,
  ): Promise<FoundPage> {
    const { q, cursor, count, limit = defaultPageSize } = body;
    return this.people.page(caller, workspaceId, {
      ...(await this.read.execute(workspaceId, body)),
      ...(q !== undefined && { q }),
      ...(cursor !== undefined && { cursor }),
      ...(count !== undefined && { count }),
      limit,
      list: 'search',
      cursorField: 'cursor',
    });
  }
}
