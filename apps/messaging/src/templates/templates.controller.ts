import { Body, Controller, Param, Patch, Post, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiPropertyOptional,
  ApiProperty,
  ApiTags,
} from '@nestjs/swagger';
import { actorOf, CurrentCaller, CurrentWorkspace, RequireScopes, type Caller } from '@rapport/access';
import {
  channels,
  messageClasses,
  type Channel,
  type MessageClass,
  type TemplateDraft,
} from '@rapport/contracts';
import { IfMatch, OptionalField } from '@rapport/http';
import { ProblemError } from '@rapport/kernel';
import {
  CreateObjectBody,
  PatchObjectBody,
  VersionedObjects,
  VersionedObjectView,
  publishingRoutes,
  type VersionedObject,
} from '@rapport/versioned';
import { IsIn } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { TemplateKind } from './template.kind.js';

export class CreateTemplateBody extends CreateObjectBody {
  @ApiProperty({ enum: channels })
  @IsIn(channels)
  channel: Channel;

  @ApiPropertyOptional({
    enum: messageClasses,
    default: 'marketing',
    description: 'Fixed by the first publish.',
  })
  @OptionalField()
  @IsIn(messageClasses)
  messageClass?: MessageClass;
}

export class PatchTemplateBody extends PatchObjectBody {
  @ApiPropertyOptional({ enum: messageClasses, description: 'Only before the first publish.' })
  @OptionalField()
  @IsIn(messageClasses)
  messageClass?: MessageClass;
}

export class TemplateView extends VersionedObjectView {
  @ApiProperty({ enum: channels }) channel: Channel;
  @ApiProperty({ enum: messageClasses }) messageClass: MessageClass;
}

const names = {
  one: 'Template',
  many: 'Templates',
  read: 'templates:read',
  write: 'templates:write',
  view: TemplateView,
} as const;

@ApiTags('templates')
@Controller('api/v1/templates')
export class TemplatesController extends publishingRoutes<TemplateDraft>(names) {
  constructor(
    readonly kind: TemplateKind,
    readonly versioned: VersionedObjects,
  ) {
    super();
  }

  async present(objects: readonly VersionedObject[]): Promise<Record<string, unknown>[]> {
    return objects.map(({ attributes }) => ({
      channel: attributes.channel,
      messageClass: attributes.messageClass,
    }));
  }

  @Post()
  @RequireScopes('templates:write')
  @ApiOperation({ operationId: 'createTemplate' })
  @ApiCreatedResponse({ type: TemplateView })
  override async create(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Body() body: CreateTemplateBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VersionedObjectView> {
    const { channel, messageClass = 'marketing', ...common } = body;
    const input = { ...common, attributes: { channel, messageClass } };
    const object = await this.versioned.editor.create(this.kind, workspaceId, input, actorOf(caller));
    return this.shown(object, reply, true);
  }

  @Patch(':ref')
  @RequireScopes('templates:write')
  @ApiOperation({ operationId: 'patchTemplate' })
  @ApiOkResponse({ type: TemplateView })
  override async patch(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Param('ref') ref: string,
    @IfMatch() ifMatch: string | undefined,
    @Body() body: PatchTemplateBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VersionedObjectView> {
    const { messageClass, ...change } = body;
    const expected = { workspaceId, ref, ifMatch };
    const object = await this.versioned.editor.patch(
      this.kind,
      expected,
      change,
      actorOf(caller),
      (template) => changeClass(template, messageClass),
    );
    return this.shown(object, reply);
  }
}

function changeClass(template: VersionedObject, messageClass: MessageClass | undefined): void {
  if (messageClass === undefined || messageClass === template.attributes.messageClass) return;
  if (template.publishedVersion !== null) {
    throw new ProblemError('state_conflict', { detail: 'The message class is fixed by the first publish.' });
  }
  template.attributes = { ...template.attributes, messageClass };
}
