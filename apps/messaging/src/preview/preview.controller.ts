import { Body, Controller, Get, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import {
  coversScope,
  CurrentCaller,
  CurrentWorkspace,
  Public,
  RequireScopes,
  type Caller,
} from '@rapport/access';
import { CLOCK, ProblemError, NamePipe } from '@rapport/http';
import type { Clock } from '@rapport/kernel';
import type { FastifyReply } from 'fastify';
import { previewHeaders } from '../render/preview-headers.js';
import { RenderBody, RenderView } from './preview.dto.js';
import { PreviewsRepository } from './previews.repository.js';
import { RenderPreview } from './render-preview.usecase.js';

@ApiTags('templates')
@Controller()
export class PreviewController {
  constructor(
    private readonly preview: RenderPreview,
    private readonly previews: PreviewsRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post('api/v1/render')
  @HttpCode(200)
  @RequireScopes('templates:read')
  @ApiOperation({ operationId: 'renderContent', summary: 'Render as a send would' })
  @ApiOkResponse({ type: RenderView })
  async render(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Body() body: RenderBody,
  ): Promise<RenderView> {
    // A rendering shows the person's traits to whoever may write a template.
    const held = caller.kind === 'write_key' ? [] : caller.scopes;
    if (body.profile && !coversScope(held, 'profiles:read')) {
      throw new ProblemError('insufficient_scope', { extra: { requiredScope: 'profiles:read' } });
    }
    return this.preview.execute(workspaceId, body);
  }

  @Get('preview/:id')
  @Public()
  @ApiOperation({ operationId: 'getPreview', summary: 'A rendering as a page, for 15 minutes' })
  @ApiProduces('text/html')
  @ApiOkResponse({ type: String })
  async page(
    @Param('id', NamePipe) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const found = await this.previews.find(id);
    if (!found) throw new ProblemError('not_found');
    if (found.expiresAt.getTime() <= this.clock.now()) throw new ProblemError('gone');
    void reply.headers(previewHeaders);
    return found.html;
  }
}
