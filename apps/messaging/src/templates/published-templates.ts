import { Injectable } from '@nestjs/common';
import type { TemplateDraft } from '@rapport/contracts';
import { Database } from '@rapport/database';

export interface TemplateWanted {
  workspaceId: string;
  templateId: string;
  /** null = the version that is current now. */
  version: number | null;
}

export interface PublishedTemplate {
  templateId: string;
  version: number;
  content: TemplateDraft;
}

const mostCached = 500;

/** Published templates for the hot path. Which version is current is asked each time; a version's content never changes. */
@Injectable()
export class PublishedTemplates {
  private readonly contents = new Map<string, TemplateDraft>();

  constructor(private readonly database: Database) {}

  /** In the order asked for; undefined for what was never published. One or two statements for all. */
  async find(wanted: readonly TemplateWanted[]): Promise<(PublishedTemplate | undefined)[]> {
    if (wanted.length === 0) return [];
    const versions = await this.currentVersions(wanted);
    const missing = versions.flatMap((found) =>
      found && !this.contents.has(cacheKey(found)) ? [found] : [],
    );
    if (missing.length > 0) await this.load(missing);
    return versions.map((found) => {
      const content = found && this.contents.get(cacheKey(found));
      return found && content && { templateId: found.templateId, version: found.version, content };
    });
  }

  private async currentVersions(wanted: readonly TemplateWanted[]): Promise<(VersionKey | undefined)[]> {
    const distinct = [...new Map(wanted.map((one) => [wantedKey(one), one])).values()];
    const rows = await this.database.query<VersionKey & { asked: number | null }>(
      `SELECT o.workspace_id AS "workspaceId", o.id AS "templateId", u.version AS asked,
         COALESCE(u.version, o.published_version) AS version
       FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS u (workspace_id, id, version)
       JOIN messaging.versioned_objects o ON o.workspace_id = u.workspace_id AND o.id = u.id
       WHERE o.kind = 'template' AND o.published_version >= COALESCE(u.version, 1)`,
      [
        distinct.map((one) => one.workspaceId),
        distinct.map((one) => one.templateId),
        distinct.map((one) => one.version),
      ],
    );
    const found = new Map(rows.map((row) => [wantedKey({ ...row, version: row.asked }), row]));
    return wanted.map((one) => found.get(wantedKey(one)));
  }

  private async load(keys: readonly VersionKey[]): Promise<void> {
    const rows = await this.database.query<VersionKey & { content: TemplateDraft }>(
      `SELECT v.workspace_id AS "workspaceId", v.object_id AS "templateId", v.version, v.content
       FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS u (workspace_id, object_id, version)
       JOIN messaging.object_versions v USING (workspace_id, object_id, version)`,
      [keys.map((key) => key.workspaceId), keys.map((key) => key.templateId), keys.map((key) => key.version)],
    );
    if (this.contents.size + rows.length > mostCached) this.contents.clear();
    for (const row of rows) this.contents.set(cacheKey(row), row.content);
  }
}

interface VersionKey {
  workspaceId: string;
  templateId: string;
  version: number;
}

const wantedKey = (one: TemplateWanted): string =>
  `${one.workspaceId}|${one.templateId}|${one.version ?? 'current'}`;
const cacheKey = (one: VersionKey): string => `${one.workspaceId}|${one.templateId}|${one.version}`;
