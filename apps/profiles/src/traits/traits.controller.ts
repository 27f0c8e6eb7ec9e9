import { Controller, HttpCode, Inject, Param, Post, Req, UseGuards } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiNotFoundResponse,
  ApiOperation,
  ApiParam,
  ApiProperty,
  ApiTags,
} from '@nestjs/swagger';
import { actorOf, type Caller, CurrentCaller, CurrentWorkspace, RequireScopes } from '@rapport/access';
import { RawBody } from '@rapport/http';
import type { FastifyRequest } from 'fastify';
import { FindProfile } from '../browse/find-profile.js';
import { profileRefParameter } from '../browse/profile-ref.parameter.js';
import { readTraitsBody } from './domain/read-traits-body.js';
import { SetTraits } from './set-traits.usecase.js';
import { type TraitsBody, TraitsBodyGuard, traitsBodySchema } from './traits-body.guard.js';

export class SetTraitsAnswer {
  @ApiProperty({ type: String, description: 'Of the event that says it, once it has been applied' })
  messageId: string;
}

/** Traits that are set by hand or by program, outside of any SDK. */
@ApiTags('profiles')
@Controller('api/v1/profiles/:ref/traits')
export class TraitsController {
  constructor(
    @Inject(FindProfile) private readonly findProfile: FindProfile,
    @Inject(SetTraits) private readonly setTraits: SetTraits,
  ) {}

  @Post()
  @HttpCode(202)
  @RequireScopes('profiles:write')
  @RawBody()
  @UseGuards(TraitsBodyGuard)
  @ApiOperation({
    operationId: 'setTraits',
    summary: 'Set traits of a person; a type:value that nobody has becomes one',
  })
  @ApiParam(profileRefParameter)
  @ApiBody({ schema: traitsBodySchema as never })
  @ApiAcceptedResponse({ type: SetTraitsAnswer })
  @ApiNotFoundResponse({ description: 'No profile has this id' })
  async set(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Param('ref') text: string,
    @Req() request: FastifyRequest,
  ): Promise<SetTraitsAnswer> {
    const traits = readTraitsBody((request.body as TraitsBody).text);
    const person = this.findProfile.parse(text);
    return { messageId: await this.setTraits.execute(workspaceId, person, traits, actorOf(caller)) };
  }
}
