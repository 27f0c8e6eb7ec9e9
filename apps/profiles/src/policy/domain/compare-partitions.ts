import { groupBy } from '@rapport/kernel';
import { compareNames } from '../../apply/domain/collect-identifiers.js';
import type { Evidence } from '../../apply/domain/absorb.js';
import type { IdentityNode } from '../../apply/domain/evidence.js';
import { Grouping } from '../../apply/domain/grouping.js';
import { walk } from '../../apply/domain/walk.js';

/** Identifiers, `type:value`, of people now and of the people whom the same identifiers would be. */
export interface PartitionExample {
  before: string[][];
  after: string[][];
}

export interface PartitionChange {
  /** People of now who would share a person with somebody else. */
  merging: number;
  /** People of now whose identifiers would be several people. */
  splitting: number;
  /** How many people more there would be; fewer, when below zero. */
  difference: number;
  examples: PartitionExample[];
}

const mostShown = 10;

/** The people whom a walk from the start makes of these nodes, under the policy of the evidence. */
export function walkFromStart({ nodes, pairs, policy, separations }: Evidence): IdentityNode[][] {
  const grouping = new Grouping(policy, separations);
  for (const node of nodes.values()) grouping.assume([node]);
  walk([...pairs.values()], grouping, policy);
  return [...new Set([...nodes.values()].map((node) => grouping.of(node)))].map((group) => group.nodes);
}

/** What the walk would change about profiles as they are stored. Unobserved identifiers are nobody. */
export function comparePartitions(groups: readonly IdentityNode[][]): PartitionChange {
  const after = groups.map((group) => group.filter(({ seen }) => seen)).filter((group) => group.length > 0);
  const homes = new Map<string, Set<IdentityNode[]>>();
  const merging = new Set<string>();
  for (const group of after) {
    const profiles = new Set(group.map(profileOf));
    for (const profile of profiles) {
      homes.set(profile, (homes.get(profile) ?? new Set()).add(group));
      if (profiles.size > 1) merging.add(profile);
    }
  }
  const splitting = [...homes].filter(([, own]) => own.size > 1).map(([profile]) => profile);
  return {
    merging: merging.size,
    splitting: splitting.length,
    difference: after.length - homes.size,
    examples: examplesOf(after, homes),
  };
}

/** Lots of people that the change concerns together. */
function examplesOf(
  after: readonly IdentityNode[][],
  homes: ReadonlyMap<string, ReadonlySet<IdentityNode[]>>,
): PartitionExample[] {
  const left = new Set(after);
  const examples: PartitionExample[] = [];
  for (const start of after) {
    if (!left.delete(start)) continue;
    const lot = [start];
    for (const group of lot) {
      for (const profile of new Set(group.map(profileOf))) {
        for (const other of homes.get(profile) ?? []) if (left.delete(other)) lot.push(other);
      }
    }
    const before = groupBy(lot.flat(), profileOf);
    if (lot.length === 1 && before.size === 1) continue;
    examples.push({ before: shown([...before.values()]), after: shown(lot) });
  }
  return examples;
}

/** An observed node is in a profile; one that waits for its first walk is one by itself. */
function profileOf({ profileId, nameId }: IdentityNode): string {
  return profileId ?? nameId;
}

function shown(groups: readonly IdentityNode[][]): string[][] {
  return groups.slice(0, mostShown).map((group) =>
    [...group]
      .sort(compareNames)
      .slice(0, mostShown)
      .map(({ type, value }) => `${type}:${value}`),
  );
}
