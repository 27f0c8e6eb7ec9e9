import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '@rapport/access';
import { Database } from '@rapport/database';
import { type Operation, StartOperation } from '@rapport/http';
import { policySubject } from './change-policy.usecase.js';
import type { PolicySettings } from './domain/policy-settings.js';
import { ClusterVersions } from './persistence/cluster-versions.repository.js';
import { previewIdentities, type PreviewInput } from './run/preview.operation.js';

@Injectable()
export class StartPreview {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ClusterVersions) private readonly clusters: ClusterVersions,
    @Inject(StartOperation) private readonly operations: StartOperation,
  ) {}

  async execute(workspaceId: string, settings: PolicySettings, createdBy: Actor): Promise<Operation> {
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const total = await this.clusters.count(tx, workspaceId);
      const input: PreviewInput = { settings };
      return this.operations.execute(
        { workspaceId, kind: previewIdentities, subject: policySubject, input, total, createdBy },
        tx,
      );
    });
  }
}
