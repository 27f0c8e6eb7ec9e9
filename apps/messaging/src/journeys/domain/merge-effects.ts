import type { MessageSettlement } from './settle-messages.js';
import type { SettledRun } from './settle-groups.js';

export const runOutcomes = ['moves', 'stays', 'closed_merged'] as const;
export type RunOutcome = (typeof runOutcomes)[number];
export const messageOutcomes = ['moves', 'stays', 'cancelled_merged_duplicate'] as const;
export type MessageOutcome = (typeof messageOutcomes)[number];

/** The older of two profiles survives a merge (identity.md 3.7). */
export function survivorOf<Person extends { profileId: string; firstSeenAt: string }>(
  one: Person,
  other: Person,
): Person {
  if (one.firstSeenAt !== other.firstSeenAt) return one.firstSeenAt < other.firstSeenAt ? one : other;
  return one.profileId < other.profileId ? one : other;
}

/** What becomes of a run that is under way; undefined for one that is not. `profileId`: whose it is before the merge. */
export function outcomeOfRun(
  { run, standing }: SettledRun,
  profileId: string,
  into: string,
): RunOutcome | undefined {
  if (run.state !== 'active') return undefined;
  if (standing.change === 'close') return 'closed_merged';
  return profileId === into ? 'stays' : 'moves';
}

/** What becomes of a message that is not handed over. */
export function outcomeOfMessage(
  message: { msgId: string; isSurvivors: boolean },
  { callOff }: MessageSettlement,
): MessageOutcome {
  if (callOff.some(({ msgId }) => msgId === message.msgId)) return 'cancelled_merged_duplicate';
  return message.isSurvivors ? 'stays' : 'moves';
}
