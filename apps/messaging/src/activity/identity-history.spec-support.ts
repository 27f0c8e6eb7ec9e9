import type { ProfileActivity, ProfileSnapshot } from '@rapport/contracts';
import { newId, toIso } from '@rapport/kernel';
import { anEvent } from '@rapport/testing';

/** What may happen to four identifiers, the first of which is the oldest. */
export type Act =
  | { kind: 'join'; one: number; other: number }
  | { kind: 'part'; which: number[] }
  /** Late evidence: an identifier turns out to be the oldest. */
  | { kind: 'ages'; which: number }
  /** An identifier goes from one group to another in one change. */
  | { kind: 'goes'; which: number; to: number }
  | { kind: 'event'; of: number; name: string };

let revisions = 1_000_000;

/**
 * Profiles in little: identifiers, of which the oldest of a group names its profile, and what is told of each change on the key of
 * every profile concerned (identity.md 3.7, 9).
 */
export class IdentityHistory {
  readonly names = ['a', 'b', 'c', 'd'];
  readonly profileIds = this.names.map(() => newId());
  /** By identifier: the oldest identifier of its group. */
  heads = [0, 1, 2, 3];
  private readonly ages = [0, 1, 2, 3];
  /** In the order in which they were told. */
  readonly told: ProfileActivity[] = [];

  constructor(
    private readonly workspaceId: string,
    private readonly now: () => number,
  ) {}

  does(act: Act): void {
    if (act.kind === 'event') this.event(act.of, act.name);
    else this.regroup(this.groupsAfter(act));
  }

  /** Which group each identifier is in; the numbers of groups mean nothing. */
  private groupsAfter(act: Exclude<Act, { kind: 'event' }>): number[] {
    const { heads } = this;
    const groupOf = (index: number): number => heads[index] ?? 0;
    switch (act.kind) {
      case 'join':
        return heads.map((group) => (group === groupOf(act.other) ? groupOf(act.one) : group));
      case 'part': {
        const whole = groupOf(act.which[0] ?? 0);
        return heads.map((group, index) => (group === whole && act.which.includes(index) ? 10 : group));
      }
      case 'goes':
        return heads.map((group, index) => (index === act.which ? groupOf(act.to) : group));
      case 'ages':
        this.ages[act.which] = Math.min(...this.ages) - 1;
        return heads;
    }
  }

  private regroup(groups: readonly number[]): void {
    const age = (index: number): number => this.ages[index] ?? 0;
    const oldestOf = (group: number): number =>
      [0, 1, 2, 3].filter((index) => groups[index] === group).sort((a, b) => age(a) - age(b))[0] ?? 0;
    this.become(groups.map(oldestOf));
  }

  event(of: number, name: string): void {
    const head = this.heads[of] ?? 0;
    const event = anEvent({ name, timestamp: toIso(this.now()), workspaceId: this.workspaceId });
    this.tell(head, {
      kind: 'event_applied',
      event,
      anchor: { type: 'user_id', value: this.names[of] ?? '' },
      created: false,
      changes: [],
      refusedLinks: [],
      profile: this.snapshot(head),
      cause: { type: 'event', eventId: event.id },
    });
  }

  private become(heads: number[]): void {
    const before = this.heads;
    this.heads = heads;
    const moved = new Map<string, number[]>();
    heads.forEach((head, index) => {
      if (head === before[index]) return;
      const way = `${before[index]}>${head}`;
      moved.set(way, [...(moved.get(way) ?? []), index]);
    });
    for (const [way, indexes] of moved) {
      const [from = 0, to = 0] = way.split('>').map(Number);
      const identifiers = indexes.map((index) => `user_id:${this.names[index]}`);
      const isMerge = heads[from] === to;
      for (const key of [to, from]) {
        const ends = { from: this.idOf(from), to: this.idOf(to) };
        if (isMerge) {
          const whole = {
            into: ends.to,
            from: [ends.from],
            identifiers,
            changes: [],
            profile: this.snapshot(to),
          };
          this.tell(key, { kind: 'profiles_merged', cause: { type: 'merge' }, ...whole });
        } else {
          const profile = heads.includes(key) ? this.snapshot(key) : null;
          const whole = { ...ends, identifiers, reason: 'separation', profile };
          this.tell(key, { kind: 'profiles_unmerged', cause: { type: 'unmerge' }, ...whole });
        }
      }
    }
  }

  private tell(key: number, fields: Record<string, unknown>): void {
    const head = { v: 1, id: newId(), workspaceId: this.workspaceId, profileId: this.idOf(key) };
    const when = { revision: ++revisions, occurredAt: toIso(this.now()), mode: 'live' };
    this.told.push({ ...head, ...when, ...fields } as unknown as ProfileActivity);
  }

  private idOf(index: number): string {
    return this.profileIds[index] ?? '';
  }

  private snapshot(head: number): ProfileSnapshot {
    const name = this.names[head] ?? '';
    const email = `${name}@acme.test`;
    const at = `2026-01-0${head + 1}T00:00:00.000Z`;
    return {
      ...{ userId: name, email, phone: null, locale: null, timeZone: null, traits: { email } },
      identifiers: this.names.filter((_, index) => this.heads[index] === head).map((one) => `user_id:${one}`),
      ...{ createdAt: at, firstSeenAt: at, lastSeenAt: at },
    };
  }
}

/** The streams of all keys, one of the orders in which they can be read: along each key as told, across keys by these picks. */
export function interleaved(told: readonly ProfileActivity[], picks: readonly number[]): ProfileActivity[] {
  const streams = new Map<string, ProfileActivity[]>();
  for (const activity of told) {
    streams.set(activity.profileId, [...(streams.get(activity.profileId) ?? []), activity]);
  }
  const left = [...streams.values()];
  const read: ProfileActivity[] = [];
  for (let turn = 0; left.length > 0; turn++) {
    const index = (picks[turn % picks.length] ?? 0) % left.length;
    const next = left[index]?.shift();
    if (next) read.push(next);
    if (left[index]?.length === 0) left.splice(index, 1);
  }
  return read;
}
