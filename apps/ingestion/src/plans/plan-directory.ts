import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { AccessChanges } from '@rapport/access';
import type { TrackingPlan } from '@rapport/contracts';
import { Database, RefreshedMap } from '@rapport/database';
import { LOGGER } from '@rapport/http';
import { messageOf } from '@rapport/kernel';
import type { Logger } from 'pino';
import type { EntityManager } from 'typeorm';
import { PipelineChanges } from '../pipeline/pipeline-changes.js';
import type { PipelineStage, StageDirectory } from '../pipeline/pipeline-stage.js';
import { PlanCompiler } from './compile-plan.js';
import { PlanStage } from './plan-stage.js';

interface PlannedSource {
  sourceId: string;
  planId: string;
  version: number;
}

interface PlanVersion {
  planId: string;
  version: number;
  content: TrackingPlan;
}

/**
 * The plans in force, compiled, by source: in memory, so that an event costs no query. What is published, archived or linked
 * acts on the instance that did it before the answer leaves (`refresh`), on every other within some 100 ms.
 */
@Injectable()
export class PlanDirectory implements StageDirectory, OnModuleInit {
  private readonly stages = new RefreshedMap<PipelineStage>(() => this.load());
  private readonly compiler = new PlanCompiler();
  /** By `versionKey`; those of plans that no source follows are forgotten. */
  private compiled = new Map<string, PipelineStage>();

  constructor(
    private readonly database: Database,
    private readonly accessChanges: AccessChanges,
    private readonly pipelineChanges: PipelineChanges,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    await Promise.all([this.accessChanges.listening(), this.pipelineChanges.listening()]);
    this.accessChanges.onChange((table) => {
      if (table === 'sources' || table === 'any') void this.refresh();
    });
    this.pipelineChanges.onChange((kind) => {
      if (kind !== 'transform') void this.refresh();
    });
    await this.stages.refresh();
  }

  stageOf(sourceId: string): PipelineStage | undefined {
    return this.stages.get(sourceId);
  }

  /** A failure leaves what was in force; the feed tells again within seconds. */
  async refresh(): Promise<void> {
    await this.stages.refresh().catch((error: unknown) => {
      this.logger.warn({ error: messageOf(error) }, 'tracking_plans.not_refreshed');
    });
  }

  private async load(): Promise<ReadonlyMap<string, PipelineStage>> {
    // In a transaction of its own: what a request in progress has not committed yet is not in force yet.
    const { sources, versions } = await this.database.newTransaction((tx) => this.read(tx));
    const inForce = new Set(sources.map(versionKey));
    this.compiled = new Map([...this.compiled].filter(([key]) => inForce.has(key)));
    for (const { planId, version, content } of versions) {
      const plan = await this.compiler.compile(planId, version, content);
      this.compiled.set(versionKey({ planId, version }), new PlanStage(plan));
    }
    return new Map(
      sources.flatMap((source) => {
        const stage = this.compiled.get(versionKey(source));
        return stage ? [[source.sourceId, stage] as const] : [];
      }),
    );
  }

  /** Which source follows which version, and the content of those that are not compiled yet. */
  private async read(tx: EntityManager): Promise<{ sources: PlannedSource[]; versions: PlanVersion[] }> {
    const sources = await tx.query<PlannedSource[]>(
      `SELECT s.id AS "sourceId", o.id AS "planId", o.published_version AS version
         FROM access.sources s
         JOIN ingestion.versioned_objects o ON o.workspace_id = s.workspace_id AND o.id = s.tracking_plan_id
        WHERE s.archived_at IS NULL AND o.archived_at IS NULL AND o.kind = 'tracking_plan'
          AND o.published_version IS NOT NULL`,
    );
    const wanted = new Map(
      sources.filter((one) => !this.compiled.has(versionKey(one))).map((one) => [versionKey(one), one]),
    );
    if (wanted.size === 0) return { sources, versions: [] };
    const versions = await tx.query<PlanVersion[]>(
      `SELECT v.object_id AS "planId", v.version, v.content
         FROM unnest($1::uuid[], $2::int[]) AS w (object_id, version)
         JOIN ingestion.object_versions v USING (object_id, version)`,
      [[...wanted.values()].map(({ planId }) => planId), [...wanted.values()].map(({ version }) => version)],
    );
    return { sources, versions };
  }
}

function versionKey({ planId, version }: Pick<PlannedSource, 'planId' | 'version'>): string {
  return `${planId} ${version}`;
}
