import { Injectable } from '@nestjs/common';
import type { EventType, JsonObject, PlanRule, TrackingPlan } from '@rapport/contracts';
import { Database } from '@rapport/database';
import { ProblemError } from '@rapport/kernel';
import { FindObjects, VersionedRepository, type VersionedObject } from '@rapport/versioned';
import type { RecentEvent } from '../../recent/domain/recent-event.js';
import { ListRecent, type ListPosition } from '../../recent/list-recent.usecase.js';
import { ruleKey } from '../domain/compiled-plan.js';
import { subjectOf } from '../domain/planned-event.js';
import { formats } from '../schemas/formats.js';
import { TrackingPlanKind } from '../tracking-plan.kind.js';
import { inferObjectSchema } from './domain/infer-schema.js';
import { whatWasSeen, type SeenProperty } from './domain/what-was-seen.js';

/** Events that a proposal rests on at most. */
const mostEvents = 1_000;
/** Each looks through some 20,000 events of all kinds. */
const mostPages = 5;
/** In the order in which they are tried; those that any text may have by chance are left out. */
const inferredFormats = ['date-time', 'date', 'uuid', 'email', 'ipv4', 'uri'] as const;

export interface InferRequest {
  workspaceId: string;
  ref: string;
  type: Exclude<EventType, 'alias'>;
  /** Of a track event. */
  event: string | null;
  /** uuids */
  sourceIds: string[] | undefined;
  /** One event to go by, instead of those that were seen. */
  example: JsonObject | undefined;
}

export interface InferredRule {
  rule: PlanRule;
  seen: { events: number; firstAt: string | null; lastAt: string | null; properties: SeenProperty[] };
}

/** Proposes a rule from what was accepted in the last days, or from one example; changes nothing. */
@Injectable()
export class InferRule {
  constructor(
    private readonly database: Database,
    private readonly finder: FindObjects,
    private readonly objects: VersionedRepository,
    private readonly kind: TrackingPlanKind,
    private readonly recent: ListRecent,
  ) {}

  /** @throws ProblemError `not_found` */
  async execute(request: InferRequest): Promise<InferredRule> {
    const { workspaceId, ref, type, event, example } = request;
    const version = await this.nextVersion(workspaceId, ref, ruleKey(type, event));
    const subject = subjectOf(type) ?? 'properties';
    const events = example ? [] : await this.recentOf(request);
    const held = example ? [example] : events.map(({ payload }) => payload as JsonObject);
    const objects = held.map((payload) => payload[subject]).filter(isObject);
    const schema = inferObjectSchema(objects, { mayRequire: subject === 'properties', formatOf });
    return {
      rule: { type, ...(event !== null && { event }), version, schema },
      seen: {
        events: held.length,
        firstAt: events.at(-1)?.receivedAt ?? null,
        lastAt: events[0]?.receivedAt ?? null,
        properties: whatWasSeen(objects),
      },
    };
  }

  private async recentOf({ workspaceId, type, event, sourceIds }: InferRequest): Promise<RecentEvent[]> {
    const filter = {
      outcome: 'accepted' as const,
      types: [type],
      ...(event !== null && { names: [event] }),
      ...(sourceIds && { sourceIds }),
    };
    const found: RecentEvent[] = [];
    let from: ListPosition | undefined;
    for (let page = 0; page < mostPages && found.length < mostEvents; page++) {
      const { events, next } = await this.recent.execute(
        workspaceId,
        filter,
        from,
        mostEvents - found.length,
      );
      found.push(...events);
      if (!next) break;
      from = next;
    }
    return found;
  }

  /** One above the rules that the plan has for the same events. */
  private async nextVersion(workspaceId: string, ref: string, key: string): Promise<number> {
    const plan = await this.finder.get(this.kind, workspaceId, ref);
    const rules = (plan.draft ?? (await this.published(plan)))?.rules ?? [];
    const versions = rules
      .filter((rule) => ruleKey(rule.type, rule.event ?? null) === key)
      .map((rule) => rule.version);
    return Math.max(0, ...versions) + 1;
  }

  private async published({
    workspaceId,
    id,
    publishedVersion,
  }: VersionedObject): Promise<TrackingPlan | undefined> {
    if (publishedVersion === null) return undefined;
    const version = await this.database.inWorkspace(workspaceId, (tx) =>
      this.objects.version<TrackingPlan>(tx, workspaceId, id, publishedVersion),
    );
    if (!version) throw new ProblemError('not_found');
    return version.content;
  }
}

function formatOf(text: string): string | undefined {
  return inferredFormats.find((format) => formats[format]?.(text));
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
