import { Inject, Injectable } from '@nestjs/common';
import { dependenciesOf, readCondition } from '@rapport/conditions';
import type { Condition } from '@rapport/contracts';
import { Database } from '@rapport/database';
import { type FieldFault, ProblemError } from '@rapport/kernel';
import { ObjectTypesRepository } from '../objects/persistence/object-types.repository.js';
import { peopleSorts, type PeopleSort, type SearchBody } from './search.dto.js';

/** What a search asks for, checked. */
@Injectable()
export class ReadSearch {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ObjectTypesRepository) private readonly types: ObjectTypesRepository,
  ) {}

  /** @throws ProblemError `invalid_rule`, or `unsupported_regex` when that is all that is wrong */
  async execute(
    workspaceId: string,
    body: SearchBody,
  ): Promise<{ condition?: Condition; sort?: PeopleSort }> {
    const faults: FieldFault[] = [];
    const condition = await this.condition(workspaceId, body.condition, faults);
    const sort = peopleSorts.find((one) => one === body.sort);
    if (body.sort !== undefined && sort === undefined) {
      const message = `must be one of ${peopleSorts.join(', ')}`;
      faults.push({ field: 'sort', rule: 'value_not_allowed', message });
    }
    if (faults.length === 0) return { ...(condition && { condition }), ...(sort && { sort }) };
    const onlyPatterns = faults.every(({ rule }) => rule === 'unsupported_regex');
    throw new ProblemError(onlyPatterns ? 'unsupported_regex' : 'invalid_rule', { errors: faults });
  }

  /** Types are asked for only when the condition names one. */
  private async condition(
    workspaceId: string,
    input: unknown,
    faults: FieldFault[],
  ): Promise<Condition | undefined> {
    if (input === undefined) return undefined;
    const condition = readCondition(input, 'list', 'condition', faults);
    if (!condition || dependenciesOf(condition).objects.size === 0) return condition;
    const types = await this.database.inWorkspace(workspaceId, (tx) => this.types.list(tx, workspaceId));
    return readCondition(input, 'list', 'condition', faults, new Set(types.map(({ key }) => key)));
  }
}
