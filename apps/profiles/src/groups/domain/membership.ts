import { limits } from '@rapport/kernel';
import { isBefore, type Moment } from '../../apply/domain/moment.js';

/**
 * What one identifier's events, and people, said last about belonging to one group. Each moment only rises (the first one
 * falls), so that order and repetition do not matter.
 */
export interface Membership {
  groupId: string;
  /** The customer's id of the group. */
  groupKey: string;
  lastMoment: Moment | null;
  removedMoment: Moment | null;
}

/**
 * The groups of a person, the current one first: the newest word of all of the person's identifiers stands, be it that of an
 * event or a removal. So a removal counts for identifiers that join later, too, and a split gives back what each one said.
 */
export function currentGroups(memberships: Iterable<Membership>): { groupId: string; groupKey: string }[] {
  const newest = new Map<string, Membership>();
  for (const one of memberships) {
    const known = newest.get(one.groupId);
    newest.set(one.groupId, {
      ...one,
      lastMoment: later(known?.lastMoment, one.lastMoment),
      removedMoment: later(known?.removedMoment, one.removedMoment),
    });
  }
  const current = [...newest.values()].flatMap(({ groupId, groupKey, lastMoment, removedMoment }) => {
    const holds = lastMoment !== null && (removedMoment === null || isBefore(removedMoment, lastMoment));
    return holds ? [{ groupId, groupKey, lastMoment }] : [];
  });
  current.sort((a, b) => Buffer.compare(b.lastMoment, a.lastMoment) || (a.groupId < b.groupId ? -1 : 1));
  return current.slice(0, limits.groupsPerProfile).map(({ groupId, groupKey }) => ({ groupId, groupKey }));
}

function later(a: Moment | null | undefined, b: Moment | null): Moment | null {
  if (!a || !b) return a ?? b;
  return isBefore(a, b) ? b : a;
}
