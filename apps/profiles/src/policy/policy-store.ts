import { Inject, Injectable } from '@nestjs/common';
import { type Actor, systemActor, WorkspaceDirectory } from '@rapport/access';
import { CLOCK } from '@rapport/http';
import { type Clock } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { sameJson } from '../apply/domain/same-json.js';
import { IdentityReader } from '../persistence/identity-reader.repository.js';
import { changesWalks } from './domain/compare-policies.js';
import { compilePolicy } from './domain/compile-policy.js';
import { defaultSettings, defaultVersion, type PolicySettings } from './domain/policy-settings.js';
import { PolicyRepository, type PolicyVersion } from './persistence/policy.repository.js';
import { TieClusters } from './tie-clusters.js';

/** The versions of a workspace's policy, the default one included. */
@Injectable()
export class PolicyStore {
  constructor(
    @Inject(PolicyRepository) private readonly versions: PolicyRepository,
    @Inject(IdentityReader) private readonly reader: IdentityReader,
    @Inject(TieClusters) private readonly tie: TieClusters,
    @Inject(WorkspaceDirectory) private readonly workspaces: WorkspaceDirectory,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async current(tx: EntityManager, workspaceId: string): Promise<PolicyVersion> {
    return (await this.versions.newest(tx, workspaceId)) ?? (await this.first(workspaceId));
  }

  /** Newest first, down to the default. */
  async list(
    tx: EntityManager,
    workspaceId: string,
    before: number | undefined,
    limit: number,
  ): Promise<PolicyVersion[]> {
    const stored = await this.versions.list(tx, workspaceId, before, limit);
    if (stored.length === limit || (before !== undefined && before <= 1)) return stored;
    return [...stored, await this.first(workspaceId)];
  }

  /**
   * The current version, which nobody changes or applies until `tx` ends: chunks that are at work are waited for, later ones
   * wait. So none applies an older policy once a newer one is committed.
   */
  async lock(tx: EntityManager, workspaceId: string): Promise<PolicyVersion> {
    await this.reader.lockWorkspaces(tx, [workspaceId], true);
    return this.current(tx, workspaceId);
  }

  /** After `lock`. Settings that are the same make no version. */
  async replace(
    tx: EntityManager,
    workspaceId: string,
    current: PolicyVersion,
    settings: PolicySettings,
    by: Actor,
  ): Promise<PolicyVersion> {
    if (sameJson(asJson(settings), asJson(current.settings))) return current;
    const declared = [
      ...defaultSettings.types.map(({ type }) => type),
      ...(await this.versions.everDeclared(tx, workspaceId)),
    ];
    const version = current.version + 1;
    const walkVersion = changesWalks(current.settings, settings, new Set(declared))
      ? version
      : current.walkVersion;
    const next = { version, walkVersion, settings, changedAt: new Date(this.clock.now()), changedBy: by };
    if (walkVersion === version) {
      const before = compilePolicy(current.settings, current);
      await this.tie.execute(tx, workspaceId, before, compilePolicy(settings, next));
    }
    await this.versions.add(tx, workspaceId, next);
    return next;
  }

  private async first(workspaceId: string): Promise<PolicyVersion> {
    const workspace = await this.workspaces.get(workspaceId);
    return { ...defaultVersion, changedAt: new Date(workspace?.createdAt ?? 0), changedBy: systemActor };
  }
}

function asJson(settings: PolicySettings): Parameters<typeof sameJson>[0] {
  return settings as unknown as Parameters<typeof sameJson>[0];
}
