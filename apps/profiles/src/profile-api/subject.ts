import type { JsonValue } from '@rapport/contracts';
import type { Identifier } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { Moment } from '../apply/domain/moment.js';
import type { ApiEvents, ApiEventRow } from './persistence/api-events.repository.js';

export const collections = ['users', 'accounts'] as const;
export type CollectionName = (typeof collections)[number];

/** A person or an account that a request is about. */
export interface Subject {
  workspaceId: string;
  /** uuid */
  id: string;
  publicId: string;
  /** Of an account: the customer's id of it. */
  value?: string;
}

export interface SubjectTrait {
  key: string;
  value: JsonValue;
  /** Of the event that set it; only when asked for. */
  moment?: Moment;
}

export interface ExternalId extends Identifier {
  /** Keyed hash of it. */
  nodeId: string;
  /** Of the event that first carried it. */
  moment: Moment;
}

export interface SubjectMetadata {
  createdAt: Date;
  updatedAt: Date;
  firstMoment: Moment;
  /** Newest event, `undefined` when none is known. */
  last: { messageId: string; sourceId: string } | undefined;
}

export interface SubjectLink {
  externalIds: ExternalId[];
}

export interface LinksPage {
  links: SubjectLink[];
  next: string | undefined;
}

/** How one of the two collections is read. */
export interface Collection {
  readonly name: CollectionName;
  /** @throws ProblemError `not_found`, `invalid_reference` */
  resolve(tx: EntityManager, workspaceId: string, ref: string): Promise<Subject>;
  traits(tx: EntityManager, subject: Subject, verbose: boolean): Promise<SubjectTrait[]>;
  externalIds(tx: EntityManager, subject: Subject): Promise<ExternalId[]>;
  events(tx: EntityManager, subject: Subject, wanted: ApiEvents): Promise<ApiEventRow[]>;
  metadata(tx: EntityManager, subject: Subject): Promise<SubjectMetadata>;
  /** Of the other collection. */
  links(
    tx: EntityManager,
    subject: Subject,
    page: { from: string | undefined; limit: number },
  ): Promise<LinksPage>;
}
