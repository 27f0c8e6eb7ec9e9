import { Controller, Delete, Inject, Param } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { actorOf, type Caller, CurrentCaller, CurrentWorkspace, RequireScopes } from '@rapport/access';
import { fieldProblem, ProblemError } from '@rapport/kernel';
import { profileRefOf } from '../browse/domain/profile-ref.js';
import { FindProfile } from '../browse/find-profile.js';
import { profileRefParameter } from '../browse/profile-ref.parameter.js';
import { UnmergeAnswer } from '../merging/merging.view.js';
import { DetachIdentifier } from './detach-identifier.usecase.js';
import type { WhyNotDetached } from './domain/may-detach.js';

const conflicts = {
  last_user_id: 'The last user id of a person cannot be taken away.',
  only_one: 'The only identifier of a person cannot be taken away.',
} as const satisfies Partial<Record<WhyNotDetached, string>>;

/** One identifier goes its own way. */
@ApiTags('profiles')
@Controller('api/v1/profiles/:ref/identifiers')
export class DetachController {
  constructor(
    @Inject(FindProfile) private readonly findProfile: FindProfile,
    @Inject(DetachIdentifier) private readonly detach: DetachIdentifier,
  ) {}

  @Delete(':identifier')
  @RequireScopes('profiles:write')
  @ApiOperation({
    operationId: 'detachIdentifier',
    summary: 'Take an identifier away from a person, for good: it becomes a person of its own',
  })
  @ApiParam(profileRefParameter)
  @ApiParam({
    name: 'identifier',
    description: '`type:value`, percent-encoded',
    example: 'email:ada@acme.test',
  })
  @ApiOkResponse({
    type: UnmergeAnswer,
    description: 'The separation, which can be lifted, and who there is now',
  })
  @ApiNotFoundResponse({ description: 'Nobody is called so, or the person has no such identifier' })
  @ApiConflictResponse({ description: '`state_conflict`: the last user id, or the only identifier' })
  async delete(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Param('ref') text: string,
    @Param('identifier') named: string,
  ): Promise<UnmergeAnswer> {
    const person = this.findProfile.parse(text);
    const identifier = profileRefOf(named);
    if (!identifier.ok || identifier.value.by === 'id') {
      const message = 'must be type:value, such as email:ada@acme.test';
      throw fieldProblem('path.identifier', 'format', message, 'invalid_reference');
    }
    const { candidates } = identifier.value;
    const detached = await this.detach.execute(workspaceId, person, candidates, actorOf(caller));
    if (detached.ok) return detached.value;
    throw problemOf(detached.error);
  }
}

function problemOf(why: WhyNotDetached): ProblemError {
  if (why === 'not_held') return new ProblemError('not_found');
  if (why !== 'names_the_person') return new ProblemError('state_conflict', { detail: conflicts[why] });
  const message = 'must not be the one that the path names the person by: name another, or the profile id';
  return fieldProblem('path.identifier', 'duplicate', message);
}
