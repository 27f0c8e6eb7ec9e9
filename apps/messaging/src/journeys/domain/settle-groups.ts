import { groupBy } from '@rapport/kernel';
import { byEntry, type RunStanding, settleRuns, type StandingRun } from './settle-runs.js';

/** The runs of one person in one journey, under one key. */
export interface RunGroup {
  workspaceId: string;
  profileId: string;
  journeyId: string;
  key: string;
}

/** As much of a run as decides where it stands. */
export interface SettlingRun extends RunGroup, Omit<StandingRun, 'reentry'> {
  version: number;
  twinOf: string | null;
}

/** Runs that are one, the standing one first; a run that stands alone is a family of its own. */
export interface RunFamily {
  workspaceId: string;
  runIds: readonly string[];
}

export interface SettledRun {
  run: SettlingRun;
  standing: RunStanding;
}

/** Settles the runs of each person by themselves, in the order given. */
export function settleGroups(runs: readonly (SettlingRun & Pick<StandingRun, 'reentry'>)[]): SettledRun[] {
  const standings = new Map(
    [...groupBy(runs, groupKeyOf).values()].flatMap((group) =>
      settleRuns(group).map((standing) => [standing.id, standing] as const),
    ),
  );
  return runs.flatMap((run) => {
    const standing = standings.get(run.id);
    return standing ? [{ run, standing }] : [];
  });
}

/** Every run that is or was one with another, together with those that it is one with now. */
export function familiesOf(settled: readonly SettledRun[]): RunFamily[] {
  const concerned = new Set(
    settled.flatMap(({ run, standing }) =>
      standing.twinOf === null && run.twinOf === null ? [] : [run.id, standing.twinOf, run.twinOf],
    ),
  );
  const ordered = settled.filter(({ run }) => concerned.has(run.id)).sort((a, b) => byEntry(a.run, b.run));
  const families = groupBy(ordered, ({ run, standing }) => `${run.workspaceId}|${standing.twinOf ?? run.id}`);
  return [...families.values()].map((family) => ({
    workspaceId: family[0]?.run.workspaceId ?? '',
    runIds: family.map(({ run }) => run.id),
  }));
}

function groupKeyOf({ workspaceId, profileId, journeyId, key }: RunGroup): string {
  return `${workspaceId}|${profileId}|${journeyId}|${key}`;
}
