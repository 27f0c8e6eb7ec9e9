import { Body, Param, Patch, Post, Res, type Type } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { actorOf, CurrentCaller, CurrentWorkspace, RequireScopes, type Caller } from '@rapport/access';
import { IfMatch } from '@rapport/http';
import type { FastifyReply } from 'fastify';
import type { VersionedRouteNames } from './versioned.controller.js';
import { CreateObjectBody, PatchObjectBody } from './versioned.dto.js';
import type { VersionedObjectView } from './versioned.view.js';
import { versionedRoutes } from './versioned-routes.js';

/** With the class that documents how the kind is shown. */
export type ShownRouteNames = VersionedRouteNames & { view: Type<object> };

/** Create and patch, for a kind; one whose bodies hold more overrides them, parameter by parameter. */
export function editingRoutes<Draft>(names: ShownRouteNames) {
  abstract class EditingRoutes extends versionedRoutes<Draft>(names) {
    @Post()
    @RequireScopes(names.write)
    @ApiOperation({ operationId: `create${names.one}` })
    @ApiCreatedResponse({ type: names.view })
    async create(
      @CurrentWorkspace() workspaceId: string,
      @CurrentCaller() caller: Caller,
      @Body() body: CreateObjectBody,
      @Res({ passthrough: true }) reply: FastifyReply,
    ): Promise<VersionedObjectView> {
      const input = { ...body, attributes: {} };
      const object = await this.versioned.editor.create(this.kind, workspaceId, input, actorOf(caller));
      return this.shown(object, reply, true);
    }

    @Patch(':ref')
    @RequireScopes(names.write)
    @ApiOperation({ operationId: `patch${names.one}` })
    @ApiOkResponse({ type: names.view })
    async patch(
      @CurrentWorkspace() workspaceId: string,
      @CurrentCaller() caller: Caller,
      @Param('ref') ref: string,
      @IfMatch() ifMatch: string | undefined,
      @Body() body: PatchObjectBody,
      @Res({ passthrough: true }) reply: FastifyReply,
    ): Promise<VersionedObjectView> {
      const expected = { workspaceId, ref, ifMatch };
      return this.shown(await this.versioned.editor.patch(this.kind, expected, body, actorOf(caller)), reply);
    }
  }
  return EditingRoutes;
}
