import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import type { Observation } from './domain/setup-checks.js';

@Injectable()
export class ObservationsRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  async ofWorkspace(workspaceId: string): Promise<Observation[]> {
    const rows = await this.database.inWorkspace(workspaceId, (tx) =>
      tx.query<{ check: Observation['check']; proof: string; link: string | null; observed_at: Date }[]>(
        `SELECT "check", proof, link, observed_at FROM access.observations WHERE workspace_id = $1`,
        [workspaceId],
      ),
    );
    return rows.map((row) => ({
      check: row.check,
      proof: row.proof,
      link: row.link,
      observedAt: row.observed_at.getTime(),
    }));
  }
}
