import { publicId } from '@rapport/kernel';
import type { Scope } from '@rapport/access';
import { matches } from '@rapport/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { etagOfObject, type VersionedObject } from './versioned-object.js';
import type { VersionedKind } from './versioned-kind.js';
import type { VersionedObjects } from './versioned-objects.js';
import { type VersionedObjectView, viewOf } from './versioned.view.js';

export interface VersionedRouteNames {
  /** As operation ids name one and many: `Template`, `Templates`. */
  one: string;
  many: string;
  read: Scope;
  write: Scope;
}

/** What the routes of every kind share; the routes themselves are in the files beside it. */
export abstract class VersionedController<Draft> {
  abstract readonly kind: VersionedKind<Draft>;
  abstract readonly versioned: VersionedObjects;

  /** What this kind shows besides the common fields, for a page of objects at a time. */
  abstract present(objects: readonly VersionedObject[]): Promise<Record<string, unknown>[]>;

  /** One object with its ETag; `Location` when it is new. */
  async shown(object: VersionedObject, reply: FastifyReply, isNew = false): Promise<VersionedObjectView> {
    void reply.header('etag', etagOfObject(object));
    if (isNew)
      void reply.header('location', `/api/v1/${this.kind.path}/${publicId(this.kind.idPrefix, object.id)}`);
    const [extra] = await this.present([object]);
    return this.merged(object, extra, true);
  }

  merged(
    object: VersionedObject,
    extra: Record<string, unknown> | undefined,
    withDraft: boolean,
  ): VersionedObjectView {
    const { id, key, ...rest } = viewOf(object, this.kind.idPrefix, withDraft);
    return { id, key, ...extra, ...rest };
  }
}

/** Sends the ETag; answers 304 to a client that has this state already. */
export function isKnown(request: FastifyRequest, reply: FastifyReply, object: VersionedObject): boolean {
  const etag = etagOfObject(object);
  void reply.header('etag', etag);
  const known = request.headers['if-none-match'];
  if (known === undefined || !matches(known, etag)) return false;
  void reply.code(304);
  return true;
}
