import type { OnModuleInit } from '@nestjs/common';
import { type Database, RefreshedMap } from '@rapport/database';
import { uuidOf } from '@rapport/kernel';
import type { PipelineChanges } from '../pipeline/pipeline-changes.js';
import type { PipelineStage, StageDirectory } from '../pipeline/pipeline-stage.js';
import type { TransformDraft } from './domain/transform-draft.js';
import { TransformStage } from './transform-stage.js';
import type { ActiveTransform, TransformParts } from './transform-stage.js';

interface Row {
  id: string;
  name: string;
  version: number;
  content: TransformDraft;
}

/**
 * The published transforms of every source, in memory. A version that is published or archived acts on the instance that did
 * it before the answer leaves (`refresh`), on every other within some 100 ms.
 */
export class TransformDirectory implements StageDirectory, OnModuleInit {
  private readonly stages = new RefreshedMap<TransformStage>(() => this.load());

  constructor(
    private readonly database: Database,
    private readonly changes: PipelineChanges,
    private readonly parts: TransformParts,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.changes.listening();
    this.changes.onChange((kind) => {
      if (kind === 'transform' || kind === 'any') this.refresh().catch(() => undefined);
    });
    await this.refresh();
  }

  stageOf(sourceId: string): PipelineStage | undefined {
    return this.stages.get(sourceId);
  }

  async refresh(): Promise<void> {
    await this.stages.refresh();
  }

  /** In a transaction of its own: what a request in progress has not committed yet is not in use yet. */
  private async load(): Promise<ReadonlyMap<string, TransformStage>> {
    const rows = await this.database.newTransaction((tx) =>
      tx.query<Row[]>(
        `SELECT o.id, o.name, v.version, v.content FROM ingestion.versioned_objects o
           JOIN ingestion.object_versions v
             ON v.workspace_id = o.workspace_id AND v.object_id = o.id AND v.version = o.published_version
          WHERE o.kind = 'transform' AND o.archived_at IS NULL
          ORDER BY (v.content ->> 'order')::int, o.created_at, o.id`,
      ),
    );
    const chains = new Map<string, ActiveTransform[]>();
    for (const { id, name, version, content } of rows) {
      const transform = { key: `${id}:${version}`, code: content.code, name, version };
      for (const publicSourceId of content.sourceIds) {
        const sourceId = uuidOf('src', publicSourceId);
        if (sourceId === undefined) continue;
        const chain = chains.get(sourceId);
        if (chain) chain.push(transform);
        else chains.set(sourceId, [transform]);
      }
    }
    if (chains.size > 0) this.parts.pool.warm();
    return new Map([...chains].map(([sourceId, chain]) => [sourceId, new TransformStage(chain, this.parts)]));
  }
}
