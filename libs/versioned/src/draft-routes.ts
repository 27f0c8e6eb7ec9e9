import { Body, Delete, Get, HttpCode, Param, Post, Put, Req, Res } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { actorOf, CurrentCaller, CurrentWorkspace, RequireScopes, type Caller } from '@rapport/access';
import { IfMatch } from '@rapport/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { listingRoutes } from './listing-routes.js';
import { etagOfObject } from './versioned-object.js';
import { isKnown, type VersionedRouteNames } from './versioned.controller.js';
import { ProblemsView } from './versioned.view.js';

/** The draft of an object: read, replaced, discarded, checked. */
export function draftRoutes<Draft>(names: VersionedRouteNames) {
  abstract class DraftRoutes extends listingRoutes<Draft>(names) {
    @Get(':ref/draft')
    @RequireScopes(names.read)
    @ApiOperation({ operationId: `get${names.one}Draft` })
    @ApiOkResponse({ type: Object })
    async getDraft(
      @CurrentWorkspace() workspaceId: string,
      @Param('ref') ref: string,
      @Req() request: FastifyRequest,
      @Res({ passthrough: true }) reply: FastifyReply,
    ): Promise<Draft | undefined> {
      const object = await this.versioned.finder.withDraft(this.kind, workspaceId, ref);
      return isKnown(request, reply, object) ? undefined : object.draft;
    }

    @Put(':ref/draft')
    @RequireScopes(names.write)
    @ApiOperation({ operationId: `put${names.one}Draft` })
    @ApiBody({ schema: { type: 'object' } })
    @ApiOkResponse({ type: Object })
    async putDraft(
      @CurrentWorkspace() workspaceId: string,
      @CurrentCaller() caller: Caller,
      @Param('ref') ref: string,
      @IfMatch() ifMatch: string | undefined,
      @Body() body: object,
      @Res({ passthrough: true }) reply: FastifyReply,
    ): Promise<Draft | null> {
      const expected = { workspaceId, ref, ifMatch, ifMatchRequired: true };
      const object = await this.versioned.editor.putDraft(this.kind, expected, body, actorOf(caller));
      void reply.header('etag', etagOfObject(object));
      return object.draft;
    }

    @Delete(':ref/draft')
    @HttpCode(204)
    @RequireScopes(names.write)
    @ApiOperation({ operationId: `discard${names.one}Draft` })
    @ApiNoContentResponse()
    async discardDraft(
      @CurrentWorkspace() workspaceId: string,
      @CurrentCaller() caller: Caller,
      @Param('ref') ref: string,
      @IfMatch() ifMatch: string | undefined,
    ): Promise<void> {
      await this.versioned.editor.discardDraft(this.kind, { workspaceId, ref, ifMatch }, actorOf(caller));
    }

    @Post(':ref/draft/check')
    @HttpCode(200)
    @RequireScopes(names.read)
    @ApiOperation({ operationId: `check${names.one}Draft` })
    @ApiOkResponse({ type: ProblemsView })
    async check(@CurrentWorkspace() workspaceId: string, @Param('ref') ref: string): Promise<ProblemsView> {
      return { problems: await this.versioned.publisher.check(this.kind, workspaceId, ref) };
    }
  }
  return DraftRoutes;
}
