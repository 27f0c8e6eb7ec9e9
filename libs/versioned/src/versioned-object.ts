import type { Actor } from '@rapport/access';
import { etagOf } from '@rapport/http';

/** One row of `versioned_objects`: a template, a journey, a plan with its draft. */
export interface VersionedObject<Draft = unknown> {
  workspaceId: string;
  id: string;
  kind: string;
  key: string;
  name: string;
  description: string | null;
  tags: string[];
  /** The kind's own status, as if it were not archived. */
  status: string;
  /** What the kind fixes outside the draft, such as a template's channel. */
  attributes: Record<string, unknown>;
  draft: Draft | null;
  draftChecksum: string | null;
  /** Grows with every change of the object, its draft included: the ETag. */
  revision: number;
  publishedVersion: number | null;
  publishedChecksum: string | null;
  publishedAt: Date | null;
  publishedBy: Actor | null;
  createdAt: Date;
  createdBy: Actor;
  updatedAt: Date;
  updatedBy: Actor;
  archivedAt: Date | null;
}

/** One published version; never changes. */
export interface PublishedVersion<Draft = unknown> {
  workspaceId: string;
  objectId: string;
  version: number;
  content: Draft;
  checksum: string;
  comment: string | null;
  publishedAt: Date;
  publishedBy: Actor;
}

export interface ObjectFilter {
  status: string[];
  q?: string;
  tag: string[];
  includeArchived: boolean;
}

/** A strong ETag over object, metadata and draft (api.md 2.6). */
export function etagOfObject(object: VersionedObject): string {
  return etagOf([object.id, object.revision]);
}

export function hasUnpublishedChanges(object: VersionedObject): boolean {
  return object.draftChecksum !== null && object.draftChecksum !== object.publishedChecksum;
}

export function statusOf(object: VersionedObject): string {
  return object.archivedAt ? 'archived' : object.status;
}
