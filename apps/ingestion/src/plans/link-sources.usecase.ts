import { Inject, Injectable } from '@nestjs/common';
import { SourcePlans, type Actor, type LinkFaults } from '@rapport/access';
import { Database } from '@rapport/database';
import { CLOCK, ProblemError, uuidOf, type Clock } from '@rapport/kernel';
import { FindObjects, VersionedRepository, type Expected, type VersionedObject } from '@rapport/versioned';
import { TrackingPlanKind } from './tracking-plan.kind.js';

/** Makes sources follow a plan. They do so from its first publish on, and then always its newest version. */
@Injectable()
export class LinkSources {
  constructor(
    private readonly database: Database,
    private readonly kind: TrackingPlanKind,
    private readonly finder: FindObjects,
    private readonly objects: VersionedRepository,
    private readonly sources: SourcePlans,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * `given` are all sources that follow the plan from now on.
   * @throws ProblemError `unknown_ref`; `state_conflict` for one that follows another plan, and when the plan is archived
   */
  async execute(expected: Expected, given: readonly string[], by: Actor): Promise<VersionedObject> {
    const { workspaceId } = expected;
    return this.database.inWorkspace(workspaceId, async (tx) => {
      // Held until the link is made: the plan cannot be archived in between.
      const plan = await this.finder.lock(tx, this.kind, expected);
      if (plan.archivedAt) throw new ProblemError('state_conflict', { detail: 'It is archived.' });
      const ids = given.map((id) => uuidOf('src', id));
      refuse(ids, { unknown: ids.includes(undefined) ? [undefined] : [], taken: [] });
      refuse(ids, await this.sources.replace(workspaceId, plan.id, ids as string[], by));
      Object.assign(plan, { updatedAt: new Date(this.clock.now()), updatedBy: by });
      await this.objects.save(tx, plan);
      return plan;
    });
  }
}

type Faults = { [Kind in keyof LinkFaults]: (string | undefined)[] };

function refuse(ids: readonly (string | undefined)[], { unknown, taken }: Faults): void {
  const faults = (found: Faults['taken'], rule: string, message: string) =>
    ids.flatMap((id, index) => (found.includes(id) ? [{ field: `sourceIds[${index}]`, rule, message }] : []));
  if (unknown.length > 0) {
    throw new ProblemError('unknown_ref', {
      errors: faults(unknown, 'unknown_ref', 'is no source of this workspace'),
    });
  }
  if (taken.length > 0) {
    const message = 'follows another tracking plan; remove it there first';
    throw new ProblemError('state_conflict', { errors: faults(taken, 'duplicate', message) });
  }
}
