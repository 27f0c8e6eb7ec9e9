import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ChangeFeed, DATABASE_URL } from '@rapport/database';

/** As `ingestion.versioned_objects` names kinds. */
export type PipelineKind = 'transform' | 'tracking_plan';

/** Tells every instance, a few milliseconds after the commit, that what some source's pipeline holds has changed. */
@Injectable()
export class PipelineChanges extends ChangeFeed<PipelineKind> implements OnApplicationShutdown {
  constructor(@Inject(DATABASE_URL) url: string) {
    super(url, 'rapport_ingestion');
  }

  async onApplicationShutdown(): Promise<void> {
    await this.stop();
  }
}
