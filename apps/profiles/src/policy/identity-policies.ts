import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, RefreshedMap } from '@rapport/database';
import type { EntityManager } from 'typeorm';
import { defaultIdentityPolicy, type IdentityPolicy } from '../apply/domain/identity-policy.js';
import { compilePolicy } from './domain/compile-policy.js';
import { defaultSettings } from './domain/policy-settings.js';
import { IdentityPolicyChanges } from './identity-policy-changes.js';
import { PolicyRepository, type PolicyVersion } from './persistence/policy.repository.js';

const unchanged = compilePolicy(defaultSettings, defaultIdentityPolicy);

/**
 * The identity policy of every workspace, in memory. The copy may be some milliseconds old: who applies it finds out under the
 * workspace's lock (`LockIdentities`), and refreshes it then.
 */
@Injectable()
export class IdentityPolicies implements OnModuleInit {
  private readonly policies = new RefreshedMap<IdentityPolicy>(() => this.load());

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PolicyRepository) private readonly repository: PolicyRepository,
    @Inject(IdentityPolicyChanges) private readonly changes: IdentityPolicyChanges,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.changes.listening();
    this.changes.onChange(() => void this.policies.refresh().catch(() => undefined));
    await this.policies.refresh();
  }

  /** Never waits. */
  find(workspaceId: string): IdentityPolicy {
    return this.policies.get(workspaceId) ?? unchanged;
  }

  /** After it, `find` is no older than the call. */
  async refresh(): Promise<void> {
    await this.policies.refresh();
  }

  /** As it stands in the database: in force for as long as `tx` holds the workspace's lock. */
  async inForce(tx: EntityManager, workspaceId: string): Promise<IdentityPolicy> {
    return compiled(await this.repository.newest(tx, workspaceId));
  }

  private async load(): Promise<ReadonlyMap<string, IdentityPolicy>> {
    const rows = await this.database.newTransaction((tx) => this.repository.newestOfAll(tx));
    return new Map(rows.map((row) => [row.workspaceId, compiled(row)]));
  }
}

function compiled(version: PolicyVersion | undefined): IdentityPolicy {
  return version ? compilePolicy(version.settings, version) : unchanged;
}
