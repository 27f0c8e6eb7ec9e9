import { uuidOf } from '@rapport/kernel';
import type { Outcome } from './domain/pack-records.js';
import { presentRecent } from './domain/recent-event.js';
import type { RecentEvent } from './domain/recent-event.js';
import { matches, mayMatch } from './domain/recent-filter.js';
import type { RecentFilter } from './domain/recent-filter.js';
import type { RecentEventsRepository, RecentRow } from './recent-events.repository.js';
import type { SourceRepository } from './source.repository.js';

/** Right after the event that arrived at `ms` with this id (a uuid): newest first, so what follows is older. */
export interface ListPosition {
  ms: number;
  id: string;
}

export interface RecentPage {
  events: RecentEvent[];
  next: ListPosition | null;
}

const firstRows = 8;
const mostRows = 64;
/** One answer reads at most this many events; a list that is not found by then goes on with the next page. */
const mostEvents = 20_000;
/** Sorts behind every id: all events of that moment are still to come. */
const afterEveryId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

interface Candidate extends ListPosition {
  event: RecentEvent;
}

/** Finds events newest first among rows whose times overlap, reading no more rows than it must. */
export class ListRecent {
  constructor(
    private readonly repository: RecentEventsRepository,
    private readonly sources: SourceRepository,
  ) {}

  async execute(
    workspaceId: string,
    filter: RecentFilter,
    from: ListPosition | undefined,
    limit: number,
  ): Promise<RecentPage> {
    const names = await this.sources.namesOf(workspaceId);
    const found: Candidate[] = [];
    let last: RecentRow | undefined;
    let rowsAtOnce = firstRows;
    for (let seen = 0; ; rowsAtOnce = Math.min(rowsAtOnce * 2, mostRows)) {
      const rows = await this.repository.rowsBefore(
        workspaceId,
        { outcome: filter.outcome, sourceIds: filter.sourceIds, untilMs: from?.ms, after: last },
        rowsAtOnce,
      );
      for (const row of rows) {
        seen += row.count;
        found.push(...(await this.candidates(row, filter, from, names)));
      }
      last = rows.at(-1) ?? last;
      found.sort(newestFirst);
      if (rows.length < rowsAtOnce) return pageOf(found, limit, null);
      // What later rows hold is not newer than the last row's end.
      const horizon: ListPosition = { ms: last?.receivedToMs ?? 0, id: afterEveryId };
      const settled = found.filter((one) => newestFirst(one, horizon) < 0);
      if (settled.length > limit || seen >= mostEvents) return pageOf(settled, limit, horizon);
    }
  }

  private async candidates(
    row: RecentRow,
    filter: RecentFilter,
    from: ListPosition | undefined,
    names: ReadonlyMap<string, string>,
  ): Promise<Candidate[]> {
    const texts = await this.repository.textsOf(row);
    return texts.flatMap((text) => candidateOf(row.outcome, text, filter, from, names) ?? []);
  }
}

function candidateOf(
  outcome: Outcome,
  text: string,
  filter: RecentFilter,
  from: ListPosition | undefined,
  names: ReadonlyMap<string, string>,
): Candidate | undefined {
  if (!mayMatch(filter, outcome, text)) return undefined;
  const event = presentRecent(outcome, text, (id) => names.get(id) ?? null);
  const position = { ms: Date.parse(event.receivedAt), id: uuidOf('evt', event.id) ?? '' };
  if (from && newestFirst(position, from) <= 0) return undefined;
  const sourceId = uuidOf('src', event.source.id) ?? '';
  return matches(filter, event, sourceId) ? { ...position, event } : undefined;
}

/** Negative when `a` stands before `b`. */
function newestFirst(a: ListPosition, b: ListPosition): number {
  if (a.ms !== b.ms) return b.ms - a.ms;
  return a.id === b.id ? 0 : a.id > b.id ? -1 : 1;
}

/** @param horizon where the search stopped; null when it saw everything */
function pageOf(found: readonly Candidate[], limit: number, horizon: ListPosition | null): RecentPage {
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const next = found.length > limit && last ? { ms: last.ms, id: last.id } : horizon;
  return { events: page.map((one) => one.event), next };
}
