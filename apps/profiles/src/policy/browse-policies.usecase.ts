import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { decodeCursor, encodeCursor, mapPage, type Page, pageOf, type PageQuery } from '@rapport/http';
import { type IdentityPolicyView, viewOfPolicy } from './identity-policy.view.js';
import type { PolicyVersion } from './persistence/policy.repository.js';
import { PolicyStore } from './policy-store.js';

@Injectable()
export class BrowsePolicies {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PolicyStore) private readonly store: PolicyStore,
  ) {}

  async current(workspaceId: string): Promise<PolicyVersion> {
    return this.database.inWorkspace(workspaceId, (tx) => this.store.current(tx, workspaceId));
  }

  async versions(workspaceId: string, { limit, cursor }: PageQuery): Promise<Page<IdentityPolicyView>> {
    const filters = { list: 'identity_policy_versions', workspaceId };
    const before = decodeCursor(cursor, filters, ['integer'])?.[0] as number | undefined;
    const rows = await this.database.inWorkspace(workspaceId, (tx) =>
      this.store.list(tx, workspaceId, before, limit + 1),
    );
    return mapPage(
      pageOf(rows, limit, ({ version }) => encodeCursor(filters, [version])),
      viewOfPolicy,
    );
  }
}
