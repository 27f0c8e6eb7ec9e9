import type { Problem } from '@rapport/contracts';
import type { IdPrefix } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { VersionedObject } from './versioned-object.js';

/** A thing that holds another in live use. */
export interface UsedBy {
  kind: string;
  id: string;
  name: string;
  status: string;
}

/** What publishing changes besides the version: the kind's own status and attributes. */
export interface PublishEffect {
  status: string;
  attributes: Record<string, unknown>;
}

/**
 * What distinguishes one kind of object with versions (api.md 2.7) from another. The kind plugs in; the life cycle of
 * drafts, versions and archives is written once.
 */
export interface VersionedKind<Draft> {
  /** Singular, also the key of a thing whose name has no letters. */
  readonly kind: string;
  readonly idPrefix: IdPrefix;
  /** Under `/api/v1`, plural. */
  readonly path: string;
  /** Statuses that the list can be filtered by; `draft` and `archived` among them. */
  readonly statuses: readonly string[];
  /**
   * The draft as it will be stored. `field` is where it lies in the body (`draft`, or empty when it is the body).
   * @throws ProblemError 422 with the code of the kind's grammar, every fault named
   */
  parseDraft(input: unknown, field: string, object: DraftOwner): Promise<Draft>;
  /** What the draft still lacks; may look at the workspace. */
  check(draft: Draft, object: VersionedObject<Draft>, tx: EntityManager): Promise<Problem[]>;
  /** Runs in the transaction of the publish, after the checks passed. */
  onPublish(object: VersionedObject<Draft>, draft: Draft, tx: EntityManager): Promise<PublishEffect>;
  /** What would break if it were archived; archiving is refused while there is any. */
  usedBy(object: VersionedObject<Draft>, tx: EntityManager): Promise<UsedBy[]>;
}

/** What is known of the owner of a draft when it is parsed: at creation there is no object yet. */
export interface DraftOwner {
  workspaceId: string;
  attributes: Record<string, unknown>;
}
