import { Body, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { actorOf, CurrentCaller, CurrentWorkspace, RequireScopes, type Caller } from '@rapport/access';
import { IfMatch } from '@rapport/http';
import type { FastifyReply } from 'fastify';
import { editingRoutes, type ShownRouteNames } from './editing-routes.js';
import { PublishBody } from './versioned.dto.js';
import type { VersionedObjectView } from './versioned.view.js';

/** All that `editingRoutes` have, publish and archive, for a kind where either needs no more than itself. */
export function publishingRoutes<Draft>(names: ShownRouteNames) {
  abstract class PublishingRoutes extends editingRoutes<Draft>(names) {
    /** The kind's own part once a publish or an archive has committed, before it is answered. */
    async takeEffect(): Promise<void> {}

    @Post(':ref/publish')
    @HttpCode(200)
    @RequireScopes(names.write)
    @ApiOperation({ operationId: `publish${names.one}` })
    @ApiOkResponse({ type: names.view })
    async publish(
      @CurrentWorkspace() workspaceId: string,
      @CurrentCaller() caller: Caller,
      @Param('ref') ref: string,
      @IfMatch() ifMatch: string | undefined,
      @Body() body: PublishBody,
      @Res({ passthrough: true }) reply: FastifyReply,
    ): Promise<VersionedObjectView> {
      const expected = { workspaceId, ref, ifMatch };
      const comment = body.comment ?? null;
      const object = await this.versioned.publisher.execute(this.kind, expected, comment, actorOf(caller));
      await this.takeEffect();
      return this.shown(object, reply);
    }

    @Post(':ref/archive')
    @HttpCode(200)
    @RequireScopes(names.write)
    @ApiOperation({ operationId: `archive${names.one}` })
    @ApiOkResponse({ type: names.view })
    async archive(
      @CurrentWorkspace() workspaceId: string,
      @CurrentCaller() caller: Caller,
      @Param('ref') ref: string,
      @IfMatch() ifMatch: string | undefined,
      @Res({ passthrough: true }) reply: FastifyReply,
    ): Promise<VersionedObjectView> {
      const expected = { workspaceId, ref, ifMatch };
      const object = await this.versioned.archiver.archive(this.kind, expected, actorOf(caller));
      await this.takeEffect();
      return this.shown(object, reply);
    }
  }
  return PublishingRoutes;
}
