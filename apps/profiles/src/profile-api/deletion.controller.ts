import { Body, Controller, HttpCode, Inject, Param, Post, UseFilters, UseGuards } from '@nestjs/common';
import {
  ApiExcludeController,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProperty,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { actorOf, type Caller, CurrentCaller, CurrentWorkspace, RequireApiKey } from '@rapport/access';
import { isIdentifierType, ProblemError } from '@rapport/kernel';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsString,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { type ProfileRef, profileRefOf } from '../browse/domain/profile-ref.js';
import { DetachIdentifier } from '../detach/detach-identifier.usecase.js';
import type { WhyNotDetached } from '../detach/domain/may-detach.js';
import { ApiRefusal } from './domain/api-error.js';
import { profilePath, refParameter, spaceParameter } from './profile-api.controller.js';
import { DeletionFilter } from './profile-api.filters.js';
import { ApiErrorAnswer } from './profile-api.view.js';
import { SpaceGuard } from './space.guard.js';

export class ExternalIdToDelete {
  @ApiProperty({ type: String, example: 'ada@acme.test' })
  @IsString()
  @MinLength(1)
  @MaxLength(1024)
  id: string;

  @ApiProperty({ type: String, example: 'email' })
  @IsString()
  @MinLength(1)
  @MaxLength(64)
  type: string;
}

export class DeleteExternalIdsBody {
  @ApiProperty({ type: [ExternalIdToDelete], minItems: 1, maxItems: 1 })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1)
  @ValidateNested({ each: true })
  @Type(() => ExternalIdToDelete)
  delete_external_ids: ExternalIdToDelete[];
}

export class DeletedExternalIds {
  @ApiProperty({ type: [ExternalIdToDelete] }) deleted_external_ids: { id: string; type: string }[];
}

const refusals: Record<WhyNotDetached, [number, 'eid_not_found' | 'bad_request', string]> = {
  not_held: [404, 'eid_not_found', 'The profile has no such external id.'],
  names_the_person: [
    400,
    'bad_request',
    'The external id that the profile is looked up by cannot be deleted.',
  ],
  last_user_id: [400, 'bad_request', 'The last user_id of a profile cannot be deleted.'],
  only_one: [400, 'bad_request', 'The only external id of a profile cannot be deleted.'],
};

/** Takes one identifier away from a person (ingest.md 4.3). */
@ApiTags('Segment Profile API')
@Controller(`v1/spaces/:space/${profilePath}`)
@RequireApiKey('profiles:write')
@UseGuards(SpaceGuard)
@UseFilters(DeletionFilter)
@ApiParam(spaceParameter)
@ApiParam({ name: 'collection', enum: ['users'] })
@ApiParam({ ...refParameter, description: '`user_id:…`' })
@ApiResponse({ status: '4XX', type: ApiErrorAnswer })
@ApiResponse({ status: '5XX', type: ApiErrorAnswer })
export class DeletionController {
  constructor(@Inject(DetachIdentifier) private readonly detach: DetachIdentifier) {}

  @Post('external_ids/delete')
  @HttpCode(200)
  @ApiOperation({ operationId: 'deleteSegmentExternalId', summary: 'Take one identifier away, for good' })
  @ApiOkResponse({ type: DeletedExternalIds })
  async delete(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Param('collection') collection: string,
    @Param('ref') text: string,
    @Body() body: DeleteExternalIdsBody,
  ): Promise<DeletedExternalIds> {
    if (collection !== 'users') throw new ApiRefusal(400, 'bad_request', 'The collection must be `users`.');
    const [wanted] = body.delete_external_ids;
    if (!wanted) throw new ProblemError('validation_failed');
    const { id, type } = wanted;
    const named = isIdentifierType(type) ? profileRefOf(`${type}:${id}`) : undefined;
    if (!named?.ok || named.value.by === 'id') {
      throw new ApiRefusal(400, 'unsupported_eid_type', 'External ids of this type cannot be deleted.');
    }
    const { candidates } = named.value;
    const detached = await this.detach.execute(workspaceId, userOf(text), candidates, actorOf(caller));
    if (!detached.ok) throw new ApiRefusal(...refusals[detached.error]);
    return { deleted_external_ids: [{ id, type }] };
  }
}

function userOf(text: string): ProfileRef {
  const ref = text.startsWith('user_id:') ? profileRefOf(text) : undefined;
  if (ref?.ok) return ref.value;
  throw new ApiRefusal(400, 'bad_request', 'The profile must be looked up by user_id:….');
}

/** What Segment's older documentation calls it. */
@ApiExcludeController()
@Controller(`v1/namespaces/:space/${profilePath}`)
export class NamespaceDeletionController extends DeletionController {}
