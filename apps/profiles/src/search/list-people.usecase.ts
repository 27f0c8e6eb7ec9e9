import { Inject, Injectable } from '@nestjs/common';
import { dependenciesOf } from '@rapport/conditions';
import { type Caller, hiddenFrom, requireSight, TraitRegistry, WorkspaceDirectory } from '@rapport/access';
import type { Condition } from '@rapport/contracts';
import { CLOCK, type CursorPart, decodeCursor, encodeCursor } from '@rapport/http';
import type { Clock } from '@rapport/kernel';
import { viewOfProfile } from '../browse/profile.view.js';
import { SearchPeople } from './search-people.usecase.js';
import type { PeopleSort } from './search.dto.js';
import type { FoundPage } from './search.view.js';

/** What a request asks for, checked. */
export interface PeopleRequest {
  /** Distinguishes the cursors of two paths. */
  list: string;
  /** Where the cursor stands in the request. */
  cursorField: string;
  q?: string;
  identified?: boolean;
  condition?: Condition;
  sort?: PeopleSort;
  limit: number;
  cursor?: string;
  count?: boolean;
}

/** The place of the last person, and the moment for which the list is made: every page of it has the same `now`. */
const positionShape: readonly CursorPart[] = ['instant', 'uuid', 'integer'];

/** A page of people, as the API shows it. */
@Injectable()
export class ListPeople {
  constructor(
    @Inject(SearchPeople) private readonly search: SearchPeople,
    @Inject(WorkspaceDirectory) private readonly workspaces: WorkspaceDirectory,
    @Inject(TraitRegistry) private readonly traits: TraitRegistry,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `invalid_cursor`, `insufficient_scope` when the condition asks for values that stay hidden */
  async page(caller: Caller, workspaceId: string, request: PeopleRequest): Promise<FoundPage> {
    const { list, identified, condition, sort = '-createdAt', limit, count = false } = request;
    if (condition) {
      const { traits, groupTraits } = dependenciesOf(condition);
      requireSight(caller, this.traits, [...traits, ...groupTraits]);
    }
    const hidden = hiddenFrom(caller, this.traits) ?? new Set<string>();
    const q = request.q === '' ? undefined : request.q;
    const filters = { list, workspaceId, q, identified, condition, sort };
    const [at, id, began] = decodeCursor(request.cursor, filters, positionShape, request.cursorField) ?? [];
    const now = Number(began ?? this.clock.now());
    const workspace = await this.workspaces.get(workspaceId);
    const found = await this.search.page({
      filter: {
        ...{ workspaceId, q, identified, condition, hidden, now },
        workspaceTimeZone: workspace?.timeZone ?? 'UTC',
      },
      order: sort === '-lastSeenAt' ? 'lastSeenAt' : 'createdAt',
      after: at === undefined ? undefined : { at: String(at), id: String(id) },
      limit,
      count,
    });
    return {
      data: found.people.map(viewOfProfile),
      nextCursor: found.next && encodeCursor(filters, [found.next.at, found.next.id, now]),
      ...(found.count && { ...found.count, asOf: new Date(now).toISOString() }),
    };
  }
}
