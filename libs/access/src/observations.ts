import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { CLOCK, type Clock, toIso } from '@rapport/kernel';

export type ObservedCheck = 'first_event' | 'first_message';

/** What was seen to happen in a workspace, once: the console's set-up checks rest on these, never on a settable tick. */
@Injectable()
export class Observations {
  private readonly known = new Set<string>();

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Notes that `check` was seen to be true of a workspace; only the first time counts and costs a statement.
   * @param proof one sentence without personal data
   * @param link path in the console where it can be looked at, or null
   */
  async record(workspaceId: string, check: ObservedCheck, proof: string, link: string | null): Promise<void> {
    const name = `${workspaceId} ${check}`;
    if (this.known.has(name)) return;
    await this.database.newTransaction((tx) =>
      tx.query(
        `INSERT INTO access.observations (workspace_id, "check", proof, link, observed_at)
         SELECT id, $2, $3, $4, $5 FROM access.workspaces WHERE id = $1
         ON CONFLICT (workspace_id, "check") DO NOTHING`,
        [workspaceId, check, proof, link, toIso(this.clock.now())],
      ),
    );
    this.known.add(name);
  }
}
