import type { Workspace } from '../workspace.js';

export interface WorkspaceRow {
  id: string;
  key: string;
  name: string;
  region: string;
  time_zone: string;
  default_locale: string;
  postal_address: string | null;
  brand: Record<string, unknown>;
  identity_key: Buffer;
  revision: number;
  created_at: Date;
  updated_at: Date;
}

export const workspaceColumns =
  'id, key, name, region, time_zone, default_locale, postal_address, brand, identity_key, revision, created_at, updated_at';

export function workspaceOfRow(row: WorkspaceRow): Workspace {
  return {
    id: row.id,
    key: row.key,
    name: row.name,
    region: row.region,
    timeZone: row.time_zone,
    defaultLocale: row.default_locale,
    postalAddress: row.postal_address,
    brand: row.brand,
    identityKey: row.identity_key,
    revision: row.revision,
    createdAt: row.created_at.getTime(),
    updatedAt: row.updated_at.getTime(),
  };
}
