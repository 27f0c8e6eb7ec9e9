import { Body, Controller, Get, Inject, Param, Patch } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import {
  actorOf,
  type Caller,
  CurrentCaller,
  CurrentWorkspace,
  RequireScopes,
  TraitRegistry,
} from '@rapport/access';
import { NamePipe } from '@rapport/http';
import { fieldProblem, limits, ProblemError } from '@rapport/kernel';
import {
  DescribeTraitBody,
  RegisteredTraitList,
  RegisteredTraitView,
  viewOfRegistered,
} from './trait-registry.view.js';

/** Far more than anybody describes by hand. */
const mostDescribed = 2000;

/** What an operator says of traits: above all, whose eyes their values are for. */
@ApiTags('schema')
@Controller('api/v1/schema')
export class TraitRegistryController {
  constructor(@Inject(TraitRegistry) private readonly registry: TraitRegistry) {}

  @Get('trait-registry')
  @RequireScopes('profiles:read')
  @ApiOperation({
    operationId: 'listRegisteredTraits',
    summary: 'Traits that somebody described, seen or not',
  })
  @ApiOkResponse({ type: RegisteredTraitList })
  list(@CurrentWorkspace() workspaceId: string): RegisteredTraitList {
    return { data: [...this.registry.of(workspaceId).values()].map(viewOfRegistered) };
  }

  @Patch('traits/:name')
  @RequireScopes('profiles:write', 'pii:read')
  @ApiOperation({
    operationId: 'describeTrait',
    summary: 'Describe a trait, or an identifier type, and say who may see its values',
  })
  @ApiParam({ name: 'name', example: 'email' })
  @ApiOkResponse({ type: RegisteredTraitView })
  async describe(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Param('name', NamePipe) name: string,
    @Body() body: DescribeTraitBody,
  ): Promise<RegisteredTraitView> {
    if (name.length > limits.keyLength || name.includes('\0')) throw new ProblemError('not_found');
    const known = this.registry.of(workspaceId);
    if (known.size >= mostDescribed && !known.has(name)) {
      throw fieldProblem('name', 'max_items', `at most ${mostDescribed} traits can be described`);
    }
    const trait = await this.registry.describe(workspaceId, name, body, actorOf(caller));
    if (!trait) throw new ProblemError('not_found');
    return viewOfRegistered(trait);
  }
}
