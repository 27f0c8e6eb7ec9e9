import { Inject, Injectable } from '@nestjs/common';
import type { OutgoingMessage } from '@rapport/event-bus';
import type { JsonValue } from '@rapport/contracts';
import type { EntityManager } from 'typeorm';
import { DeviceRepository } from '../persistence/device.repository.js';
import { GroupsOfChunk } from '../groups/groups-of-chunk.js';
import { EventRepository } from '../persistence/event.repository.js';
import { MergeRepository, type MergeToRecord, type SplitToRecord } from '../persistence/merge.repository.js';
import { ProfileRepository, type ProfileToSave } from '../persistence/profile.repository.js';
import { RegisterRepository } from '../persistence/register.repository.js';
import { activityMessage } from './activity-messages.js';
import { collectDevices } from './collect-devices.js';
import { differsFromStored, type FoldedProfile, type StoredProfile } from './domain/fold-profiles.js';
import type { Register } from './domain/trait-fold.js';
import { foldChunk, type FoldPlan, type FoldResult, planFold } from './fold-chunk.js';
import type { ResolvedChunk } from './resolve-identities.js';

/** Steps 8 to 15 of identity.md 8.2: traits, timeline, and what is told about it. */
@Injectable()
export class FoldProfiles {
  constructor(
    @Inject(ProfileRepository) private readonly profiles: ProfileRepository,
    @Inject(RegisterRepository) private readonly registers: RegisterRepository,
    @Inject(EventRepository) private readonly events: EventRepository,
    @Inject(MergeRepository) private readonly merges: MergeRepository,
    @Inject(DeviceRepository) private readonly devices: DeviceRepository,
    @Inject(GroupsOfChunk) private readonly groups: GroupsOfChunk,
  ) {}

  /** @returns what came of it, and the messages to publish, in order */
  async execute(
    tx: EntityManager,
    resolved: readonly ResolvedChunk[],
    now: string,
  ): Promise<{ results: FoldResult[]; messages: OutgoingMessage[] }> {
    const plans = resolved.map(planFold);
    const stored = await this.loadStored(tx, plans);
    const registers = await this.loadRegisters(tx, plans);
    const groups = await this.groups.load(tx, plans);
    const results = plans.map((plan) => {
      const { workspaceId } = plan.chunk;
      const own = [stored.get(workspaceId) ?? new Map(), registers.get(workspaceId) ?? new Map()] as const;
      return foldChunk(plan, ...own, groups);
    });
    const activity = results.flatMap((result) => result.activity);
    const revisions = await this.profiles.drawRevisions(tx, activity.length);
    await this.saveProfiles(tx, results, revisions.at(-1) ?? 0, now);
    await this.saveEvidence(tx, results);
    const ofGroups = await this.groups.save(tx, groups, now);
    const messages = activity.map((pending, index) => activityMessage(pending, revisions[index] ?? 0));
    return { results, messages: [...messages, ...ofGroups] };
  }

  private async loadStored(
    tx: EntityManager,
    plans: readonly FoldPlan[],
  ): Promise<Map<string, Map<string, StoredProfile>>> {
    const keys = plans.flatMap(({ chunk: { workspaceId }, profileIds }) =>
      [...profileIds].map((id) => ({ workspaceId, id })),
    );
    const found = new Map<string, Map<string, StoredProfile>>();
    for (const { workspaceId, ...profile } of await this.profiles.load(tx, keys)) {
      const profiles = found.get(workspaceId) ?? new Map<string, StoredProfile>();
      found.set(workspaceId, profiles.set(profile.id, profile));
    }
    return found;
  }

  private async loadRegisters(
    tx: EntityManager,
    plans: readonly FoldPlan[],
  ): Promise<Map<string, Map<string, Register[]>>> {
    const keys = plans.flatMap(({ chunk: { workspaceId }, nodeIds }) =>
      [...nodeIds].map((id) => ({ workspaceId, id })),
    );
    const found = new Map<string, Map<string, Register[]>>();
    for (const { workspaceId, ...row } of await this.registers.load(tx, keys)) {
      const nodes = found.get(workspaceId) ?? new Map<string, Register[]>();
      const register = { ...row, value: JSON.parse(row.text) as JsonValue };
      found.set(workspaceId, nodes.set(row.nodeId, [...(nodes.get(row.nodeId) ?? []), register]));
    }
    return found;
  }

  private async saveProfiles(
    tx: EntityManager,
    results: readonly FoldResult[],
    revision: number,
    now: string,
  ): Promise<void> {
    const changed: ProfileToSave[] = [];
    const sighted: { workspaceId: string; profile: FoldedProfile }[] = [];
    const issued: { workspaceId: string; id: string }[] = [];
    const retired: { workspaceId: string; id: string }[] = [];
    for (const { chunk, profiles, transitions } of results) {
      const { workspaceId } = chunk;
      for (const profile of profiles) {
        if (differsFromStored(profile)) changed.push({ workspaceId, profile, revision });
        if (isSightedAnew(profile)) sighted.push({ workspaceId, profile });
        if (!profile.stored) issued.push({ workspaceId, id: profile.id });
      }
      const gone = new Set(transitions.merges.map((merge) => merge.from));
      retired.push(...[...gone].map((id) => ({ workspaceId, id })));
    }
    await this.profiles.save(tx, changed, now);
    await this.profiles.saveSightings(tx, sighted);
    await this.profiles.issueIds(tx, issued, now);
    await this.profiles.retire(tx, retired);
  }

  private async saveEvidence(tx: EntityManager, results: readonly FoldResult[]): Promise<void> {
    await this.registers.save(
      tx,
      results.flatMap(({ chunk: { workspaceId }, profiles }) =>
        profiles.flatMap((profile) => [...profile.registers].map((one) => ({ ...one, workspaceId }))),
      ),
    );
    await this.events.insert(
      tx,
      results.flatMap((result) => result.events),
    );
    await this.devices.raise(tx, collectDevices(results.map((result) => result.chunk)));
    await this.merges.record(tx, results.flatMap(mergesOf), results.flatMap(splitsOf));
  }
}

function mergesOf({
  chunk: { workspaceId },
  profiles,
  transitions,
  occasionOf,
}: FoldResult): MergeToRecord[] {
  const live = new Map(profiles.map((profile) => [profile.id, profile]));
  return transitions.merges.map((merge) => {
    const nodes = live.get(merge.into)?.nodes ?? [];
    const intoIdentifiers = nodes.filter((node) => node.before.profileId === merge.into);
    return { ...merge, workspaceId, intoIdentifiers, occasion: occasionOf(merge.into) };
  });
}

function splitsOf({ chunk: { workspaceId }, transitions, newHub, occasionOf }: FoldResult): SplitToRecord[] {
  return transitions.departures.map((departure) => ({
    ...departure,
    ...{ workspaceId, newHub, occasion: occasionOf(departure.to) },
  }));
}

function isSightedAnew({ stored, end: { facts } }: FoldedProfile): boolean {
  if (!stored) return true;
  return stored.lastSeenMs !== facts.lastSeenMs || (stored.userId === null) !== (facts.userId === null);
}
