import { Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { CurrentWorkspace, RequireScopes } from '@rapport/access';
import type { Page } from '@rapport/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isKnown, VersionedController, type VersionedRouteNames } from './versioned.controller.js';
import { ListObjectsQuery } from './versioned.dto.js';
import { VersionedObjectView } from './versioned.view.js';

/** `GET /` and `GET /{ref}` of a kind. */
export function listingRoutes<Draft>(names: VersionedRouteNames) {
  abstract class ListingRoutes extends VersionedController<Draft> {
    @Get()
    @RequireScopes(names.read)
    @ApiOperation({ operationId: `list${names.many}` })
    @ApiOkResponse({ type: [VersionedObjectView] })
    async list(
      @CurrentWorkspace() workspaceId: string,
      @Query() query: ListObjectsQuery,
    ): Promise<Page<VersionedObjectView>> {
      const page = await this.versioned.lists.objectsOf(this.kind, workspaceId, query);
      const extras = await this.present(page.data);
      const data = page.data.map((object, index) => this.merged(object, extras[index], false));
      return { data, nextCursor: page.nextCursor };
    }

    @Get(':ref')
    @RequireScopes(names.read)
    @ApiOperation({ operationId: `get${names.one}` })
    @ApiOkResponse({ type: VersionedObjectView })
    async get(
      @CurrentWorkspace() workspaceId: string,
      @Param('ref') ref: string,
      @Req() request: FastifyRequest,
      @Res({ passthrough: true }) reply: FastifyReply,
    ): Promise<VersionedObjectView | undefined> {
      const object = await this.versioned.finder.get(this.kind, workspaceId, ref);
      if (isKnown(request, reply, object)) return undefined;
      return this.shown(object, reply);
    }
  }
  return ListingRoutes;
}
