import { Injectable } from '@nestjs/common';
import type { Actor } from '@rapport/access';
import type { Problem, TrackingPlan } from '@rapport/contracts';
import { Database } from '@rapport/database';
import { PublishObject, type Expected, type VersionedObject } from '@rapport/versioned';
import { TrackingPlanKind } from './tracking-plan.kind.js';

/** Publishes a plan and says, of the version just made, what it no longer names. */
@Injectable()
export class PublishPlan {
  constructor(
    private readonly database: Database,
    private readonly kind: TrackingPlanKind,
    private readonly publisher: PublishObject,
  ) {}

  async execute(
    expected: Expected,
    comment: string | null,
    actor: Actor,
  ): Promise<{ plan: VersionedObject<TrackingPlan>; problems: Problem[] }> {
    return this.database.inWorkspace(expected.workspaceId, async (tx) => {
      const plan = await this.publisher.execute(this.kind, expected, comment, actor);
      const earlier = (plan.publishedVersion ?? 1) - 1;
      const problems = plan.draft ? await this.kind.removals(plan.draft, plan, earlier, tx) : [];
      return { plan, problems };
    });
  }
}
