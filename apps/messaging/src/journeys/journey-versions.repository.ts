import { Injectable } from '@nestjs/common';
import type { JourneyDraft } from '@rapport/contracts';
import type { EntityManager } from 'typeorm';
import { relationsWantedBy } from './domain/journey-relations.js';
import { type JourneyVersion, stepsByKey, type TemplateTarget } from './domain/journey-version.js';

export interface VersionKey {
  workspaceId: string;
  journeyId: string;
  version: number;
}

export interface VersionRow {
  workspace_id: string;
  journey_id: string;
  version: number;
  key: string;
  name: string;
  templates: Record<string, TemplateTarget>;
  content: JourneyDraft;
}

/** Columns of a version, from `journey_versions v`, `object_versions c` and `versioned_objects o`. */
export const versionColumns = `v.workspace_id, v.journey_id, v.version, o.key, v.name, v.templates, c.content`;
export const versionJoins = `
  JOIN messaging.object_versions c
    ON c.workspace_id = v.workspace_id AND c.object_id = v.journey_id AND c.version = v.version
  JOIN messaging.versioned_objects o ON o.workspace_id = v.workspace_id AND o.id = v.journey_id`;

const maximumRemembered = 2_000;

/** Published versions never change: each is read once per process. */
@Injectable()
export class JourneyVersionsRepository {
  private readonly known = new Map<string, JourneyVersion>();

  /** By `versionKeyOf`. */
  async load(keys: readonly VersionKey[], tx: EntityManager): Promise<Map<string, JourneyVersion>> {
    const wanted = new Map(keys.map((key) => [versionKeyOf(key), key]));
    const missing = [...wanted].filter(([id]) => !this.known.has(id)).map(([, key]) => key);
    if (this.known.size > maximumRemembered) this.known.clear();
    for (const row of await this.read(missing, tx)) this.remember(row);
    const found = new Map<string, JourneyVersion>();
    for (const id of wanted.keys()) {
      const version = this.known.get(id);
      if (version) found.set(id, version);
    }
    return found;
  }

  remember(row: VersionRow): JourneyVersion {
    const version = fromRow(row);
    this.known.set(versionKeyOf(version), version);
    return version;
  }

  async insert(
    key: VersionKey,
    fixed: { name: string; templates: Record<string, TemplateTarget> },
    tx: EntityManager,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO messaging.journey_versions (workspace_id, journey_id, version, name, templates)
       VALUES ($1, $2, $3, $4, $5)`,
      [key.workspaceId, key.journeyId, key.version, fixed.name, JSON.stringify(fixed.templates)],
    );
  }

  private async read(keys: readonly VersionKey[], tx: EntityManager): Promise<VersionRow[]> {
    if (keys.length === 0) return [];
    return tx.query<VersionRow[]>(
      `SELECT ${versionColumns} FROM messaging.journey_versions v ${versionJoins}
        WHERE (v.workspace_id, v.journey_id, v.version) IN
          (SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[]))`,
      [keys.map((key) => key.workspaceId), keys.map((key) => key.journeyId), keys.map((key) => key.version)],
    );
  }
}

export function versionKeyOf({ workspaceId, journeyId, version }: VersionKey): string {
  return `${workspaceId}|${journeyId}|${version}`;
}

function fromRow(row: VersionRow): JourneyVersion {
  return {
    workspaceId: row.workspace_id,
    journeyId: row.journey_id,
    version: row.version,
    key: row.key,
    name: row.name,
    definition: row.content,
    templates: new Map(Object.entries(row.templates)),
    steps: stepsByKey(row.content),
    relations: relationsWantedBy(row.content),
  };
}
