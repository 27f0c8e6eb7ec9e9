import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, RefreshedMap } from '@rapport/database';
import { workspaceColumns, workspaceOfRow, type WorkspaceRow } from '../persistence/workspace.row.js';
import type { Workspace } from '../workspace.js';
import { AccessChanges } from './access-changes.js';

/** Every workspace, in memory; a change acts on every instance within some 100 ms. */
@Injectable()
export class WorkspaceDirectory implements OnModuleInit {
  private readonly workspaces = new RefreshedMap<Workspace>(() => this.load());

  constructor(
    @Inject(Database) private readonly database: Database,
    private readonly changes: AccessChanges,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.changes.listening();
    this.changes.onChange((table) => {
      if (table === 'workspaces' || table === 'any') this.workspaces.refresh().catch(() => undefined);
    });
    await this.workspaces.refresh();
  }

  /** Never waits. */
  find(workspaceId: string): Workspace | undefined {
    return this.workspaces.get(workspaceId);
  }

  /** As `find`, but asks the database before it calls a workspace unknown. */
  async get(workspaceId: string): Promise<Workspace | undefined> {
    const found = this.workspaces.get(workspaceId);
    if (found) return found;
    await this.workspaces.refresh();
    return this.workspaces.get(workspaceId);
  }

  private async load(): Promise<ReadonlyMap<string, Workspace>> {
    const rows = await this.database.query<WorkspaceRow>(`SELECT ${workspaceColumns} FROM access.workspaces`);
    return new Map(rows.map((row) => [row.id, workspaceOfRow(row)]));
  }
}
