import { Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { actorOf, CurrentCaller, CurrentWorkspace, RequireScopes, type Caller } from '@rapport/access';
import { IfMatch, mapPage, PageQuery, type Page } from '@rapport/http';
import type { FastifyReply } from 'fastify';
import { draftRoutes } from './draft-routes.js';
import type { VersionedRouteNames } from './versioned.controller.js';
import { VersionedObjectView, versionViewOf, VersionView } from './versioned.view.js';

/**
 * The routes that every kind has alike (api.md 2.7). A kind's controller extends what this returns and adds the routes whose
 * bodies are its own: create, patch, publish, archive.
 */
export function versionedRoutes<Draft>(names: VersionedRouteNames) {
  abstract class VersionedRoutes extends draftRoutes<Draft>(names) {
    @Get(':ref/versions')
    @RequireScopes(names.read)
    @ApiOperation({ operationId: `list${names.one}Versions` })
    @ApiOkResponse({ type: [VersionView] })
    async versions(
      @CurrentWorkspace() workspaceId: string,
      @Param('ref') ref: string,
      @Query() query: PageQuery,
    ): Promise<Page<VersionView>> {
      const page = await this.versioned.lists.versionsOf(this.kind, workspaceId, ref, query);
      return mapPage(page, (version) => versionViewOf(version, false));
    }

    @Get(':ref/versions/:version')
    @RequireScopes(names.read)
    @ApiOperation({ operationId: `get${names.one}Version` })
    @ApiOkResponse({ type: VersionView })
    async version(
      @CurrentWorkspace() workspaceId: string,
      @Param('ref') ref: string,
      @Param('version') version: string,
    ): Promise<VersionView> {
      const found = await this.versioned.finder.version(this.kind, workspaceId, ref, version);
      return versionViewOf(found.version, true);
    }

    @Post(':ref/unarchive')
    @HttpCode(200)
    @RequireScopes(names.write)
    @ApiOperation({ operationId: `unarchive${names.one}` })
    @ApiOkResponse({ type: VersionedObjectView })
    async unarchive(
      @CurrentWorkspace() workspaceId: string,
      @CurrentCaller() caller: Caller,
      @Param('ref') ref: string,
      @IfMatch() ifMatch: string | undefined,
      @Res({ passthrough: true }) reply: FastifyReply,
    ): Promise<VersionedObjectView> {
      const expected = { workspaceId, ref, ifMatch };
      return this.shown(await this.versioned.archiver.unarchive(this.kind, expected, actorOf(caller)), reply);
    }
  }
  return VersionedRoutes;
}
