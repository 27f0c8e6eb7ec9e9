import { Inject, Injectable } from '@nestjs/common';
import { TraitRegistry } from '@rapport/access';
import type { EventType } from '@rapport/contracts';
import { Database } from '@rapport/database';
import { CLOCK, type CursorPart, decodeCursor, encodeCursor, mapPage, pageOf } from '@rapport/http';
import { type Clock, ProblemError, publicId, toIso } from '@rapport/kernel';
import {
  type EventRow,
  type FieldRow,
  type SchemaList,
  type SchemaPosition,
  SchemaReader,
} from '../persistence/schema-reader.repository.js';
import { schemaLimits } from '../persistence/schema-names.repository.js';
import { SourceOutcomesRepository } from '../persistence/source-outcomes.repository.js';
import { bucketOf } from './domain/count-outcomes.js';
import { traitOfPath } from './domain/reserved-traits.js';
import type { SchemaListQuery, SchemaSort } from './schema.query.js';
import {
  type SeenEventDetail,
  type SeenEventPage,
  type SeenTraitPage,
  shareOf,
  viewOfEvent,
  viewOfField,
} from './schema.view.js';
import { type SourceOutcomesView, viewsOfOutcomes } from './sources.view.js';
import { type RegistryFields, reservedView } from './trait-registry.view.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const traits = { type: 'identify', name: 'identify' } as const;

/** What is told of the schema. Reads only, as the role that sees one workspace. */
@Injectable()
export class BrowseSchema {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(SchemaReader) private readonly schema: SchemaReader,
    @Inject(SourceOutcomesRepository) private readonly outcomes: SourceOutcomesRepository,
    @Inject(TraitRegistry) private readonly registry: TraitRegistry,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async events(workspaceId: string, query: SchemaListQuery): Promise<SeenEventPage> {
    const { list, filters } = this.listOf('schema-events', workspaceId, query);
    const { rows, total } = await this.database.inWorkspace(workspaceId, async (tx) => ({
      rows: await this.schema.events(tx, list),
      total: await this.schema.total(tx, workspaceId, list.from),
    }));
    const page = pageOf(rows, query.limit, (last) =>
      encodeCursor(filters, [sortValue(last, last.name, query.sort), last.type, last.name]),
    );
    return { ...mapPage(page, (row) => viewOfEvent(row, total.all)), overflow30d: total.unnamed };
  }

  async traits(workspaceId: string, query: SchemaListQuery): Promise<SeenTraitPage> {
    const { list, filters } = this.listOf('schema-traits', workspaceId, query);
    const of = { workspaceId, ...traits, from: list.from };
    const { rows, identifies, overflow } = await this.database.inWorkspace(workspaceId, async (tx) => ({
      rows: await this.schema.fields(tx, traits, list),
      identifies: await this.schema.event(tx, of),
      overflow: await this.schema.overflowOf(tx, of),
    }));
    const page = pageOf(rows, query.limit, (last) =>
      encodeCursor(filters, [sortValue(last, last.path, query.sort), traits.type, last.path]),
    );
    const view = (row: FieldRow): SeenTraitPage['data'][number] => ({
      ...viewOfField(row),
      ...this.registered(workspaceId, row.path),
      share: shareOf(row.filled, identifies?.count30d ?? 0),
    });
    return { ...mapPage(page, view), overflow30d: overflow };
  }

  /** @throws ProblemError `not_found` */
  async event(workspaceId: string, type: EventType, name: string): Promise<SeenEventDetail> {
    const from = this.firstDay();
    const of = { workspaceId, type, name, from };
    const all: SchemaList = {
      ...{ workspaceId, from, q: undefined, sort: 'name', after: undefined },
      limit: schemaLimits.fieldsOfEvent * 2,
    };
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const event = await this.schema.event(tx, of);
      if (!event) throw new ProblemError('not_found');
      const total = await this.schema.total(tx, workspaceId, from);
      const counts = await this.schema.daysAndSources(tx, of);
      const fields = await this.schema.fields(tx, { type, name }, all);
      return {
        ...viewOfEvent(event, total.all),
        days: this.everyDay(counts),
        sources: bySource(counts),
        properties: fields.map((row) => ({
          ...viewOfField(row),
          piiClass: type === 'identify' ? this.registered(workspaceId, row.path).piiClass : 'none',
          fillRate: shareOf(row.filled, event.count30d),
        })),
        overflow30d: await this.schema.overflowOf(tx, of),
      };
    });
  }

  async sources(workspaceId: string): Promise<SourceOutcomesView[]> {
    const since = (ms: number): string => toIso(bucketOf(this.clock.now() - ms));
    const from = { hour: since(hourMs), day: since(dayMs), month: since(30 * dayMs) };
    const rows = await this.database.inWorkspace(workspaceId, (tx) =>
      this.outcomes.read(tx, workspaceId, from),
    );
    return viewsOfOutcomes(rows);
  }

  private listOf(
    name: string,
    workspaceId: string,
    { q, sort, cursor, limit }: SchemaListQuery,
  ): { list: SchemaList; filters: Record<string, unknown> } {
    const filters = { list: name, workspaceId, q, sort };
    const [by, type, last] = decodeCursor(cursor, filters, [...positionOf[sort], 'text', 'text']) ?? [];
    const after: SchemaPosition | undefined =
      by === undefined ? undefined : { by, type: String(type), name: String(last) };
    const list = { workspaceId, from: this.firstDay(), q: q === '' ? undefined : q, sort, after };
    return { list: { ...list, limit: limit + 1 }, filters };
  }

  private registered(workspaceId: string, path: string): RegistryFields {
    const name = traitOfPath(path);
    const { piiClass = 'none', description = null } = this.registry.of(workspaceId).get(name) ?? {};
    return { piiClass, description, reserved: path === name ? reservedView(name) : null };
  }

  /** The first of the 30 days that end today, UTC. */
  private firstDay(): string {
    return toIso(this.clock.now() - 29 * dayMs).slice(0, 10);
  }

  private everyDay(counts: readonly { day: string; events: number }[]): { day: string; count: number }[] {
    const first = Date.parse(this.firstDay());
    return Array.from({ length: 30 }, (_, ahead) => {
      const day = toIso(first + ahead * dayMs).slice(0, 10);
      const count = counts.reduce((sum, one) => (one.day === day ? sum + one.events : sum), 0);
      return { day, count };
    });
  }
}

const positionOf: Record<SchemaSort, CursorPart[]> = {
  name: ['text'],
  '-count30d': ['integer'],
  '-firstSeenAt': ['instant'],
  '-lastSeenAt': ['instant'],
};

function sortValue(row: EventRow | FieldRow, name: string, sort: SchemaSort): string | number {
  if (sort === 'name') return name;
  if (sort === '-count30d') return row.count30d;
  return (sort === '-firstSeenAt' ? row.firstSeenAt : row.lastSeenAt).toISOString();
}

function bySource(
  counts: readonly { sourceId: string; events: number; lastSeenAt: Date }[],
): { sourceId: string; count30d: number; lastSeenAt: string }[] {
  const sources = new Map<string, { sourceId: string; count30d: number; lastSeenAt: string }>();
  for (const { sourceId, events, lastSeenAt } of counts) {
    const known = sources.get(sourceId);
    const last = lastSeenAt.toISOString();
    sources.set(sourceId, {
      sourceId: publicId('src', sourceId),
      count30d: events + (known?.count30d ?? 0),
      lastSeenAt: known && known.lastSeenAt > last ? known.lastSeenAt : last,
    });
  }
  return [...sources.values()].sort((a, b) => b.count30d - a.count30d);
}
