import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentWorkspace, RequireScopes } from '@rapport/access';
import { ProblemError } from '@rapport/kernel';
import { keysOf } from './domain/content-reads.js';
import type { WantedField } from './domain/find-uses.js';
import { FieldUsesList, FieldUsesQuery } from './field-uses.dto.js';
import { ListFieldUses } from './list-field-uses.usecase.js';

/** Before a field is renamed or removed: who reads it. */
@ApiTags('field-uses')
@Controller('api/v1/field-uses')
@RequireScopes('journeys:read', 'templates:read')
export class FieldUsesController {
  constructor(private readonly uses: ListFieldUses) {}

  @Get()
  @ApiOperation({
    operationId: 'listFieldUses',
    summary: 'Which journeys and templates read an event, a trait, or something of groups or objects',
  })
  @ApiOkResponse({ type: FieldUsesList })
  async list(
    @CurrentWorkspace() workspaceId: string,
    @Query() query: FieldUsesQuery,
  ): Promise<FieldUsesList> {
    return { data: await this.uses.execute(workspaceId, wantedOf(query)) };
  }
}

/** @throws ProblemError `validation_failed` */
function wantedOf(query: FieldUsesQuery): WantedField {
  const { event, type, property, trait, groupTrait, objectType, attribute } = query;
  if (trait !== undefined) {
    onlyWith('trait', ['trait'], query);
    return { kind: 'field', root: 'traits', keys: keysOf(trait) };
  }
  if (groupTrait !== undefined) {
    onlyWith('groupTrait', ['groupTrait'], query);
    return { kind: 'field', root: 'group_traits', keys: keysOf(groupTrait) };
  }
  if (objectType !== undefined) {
    onlyWith('objectType', ['objectType', 'attribute'], query);
    const below = attribute === undefined ? [] : keysOf(attribute);
    return { kind: 'field', root: 'objects', keys: [objectType, ...below] };
  }
  if (event === undefined)
    return refuse('event', 'required', 'is required, or trait, groupTrait or objectType is');
  onlyWith('event', ['event', 'type', 'property'], query);
  return {
    kind: 'event',
    type: type ?? 'track',
    name: event,
    property: property === undefined ? null : keysOf(property),
  };
}

/** Of what is asked for, only these names belong together. */
function onlyWith(asked: string, allowed: readonly (keyof FieldUsesQuery)[], query: FieldUsesQuery): void {
  for (const [name, value] of Object.entries(query)) {
    const isAllowed = allowed.some((one) => one === name);
    if (value !== undefined && !isAllowed) refuse(name, 'unknown_field', `does not go with ${asked}`);
  }
}

function refuse(field: string, rule: string, message: string): never {
  throw new ProblemError('validation_failed', { errors: [{ field: `query.${field}`, rule, message }] });
}
