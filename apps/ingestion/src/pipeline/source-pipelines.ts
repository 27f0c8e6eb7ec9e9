import type { PipelineStage, StageDirectory } from './pipeline-stage.js';

/**
 * What happens to the events of a source between judging and storing: its transforms, then its tracking plan. The order of
 * the directories is the order of the stages.
 */
export class SourcePipelines {
  constructor(private readonly directories: readonly StageDirectory[]) {}

  /** undefined for the many sources that have none: they pay one look-up per directory and request. */
  of(sourceId: string): readonly PipelineStage[] | undefined {
    let stages: PipelineStage[] | undefined;
    for (const directory of this.directories) {
      const stage = directory.stageOf(sourceId);
      if (stage) (stages ??= []).push(stage);
    }
    return stages;
  }
}
