import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import {
  type CursorPart,
  decodeCursor,
  encodeCursor,
  mapPage,
  type Page,
  pageOf,
  type PageQuery,
} from '@rapport/http';
import { ProblemError, uuidOf } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { compareStrength } from '../../apply/domain/collect-identifiers.js';
import {
  EvidenceReader,
  type LinkPosition,
  type LinkRow,
} from '../../persistence/evidence-reader.repository.js';
import { TimelineRepository } from '../../persistence/timeline.repository.js';
import type { ProfileRef } from '../domain/profile-ref.js';
import { FindProfile } from '../find-profile.js';
import { hangingLinks } from './domain/hanging-links.js';
import { type LinkView, viewOfLink } from './evidence.view.js';
import { type HeldIdentifier, viewOfHeldIdentifier } from './identifiers.view.js';
import { viewOfWholeEvent, type WholeEventView } from './whole-event.view.js';

const linkShape: readonly CursorPart[] = ['text', 'uuid', 'uuid', 'text'];
const identifierShape: readonly CursorPart[] = ['text', 'uuid'];

/** Why a profile is what it is. */
@Injectable()
export class BrowseEvidence {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(FindProfile) private readonly findProfile: FindProfile,
    @Inject(EvidenceReader) private readonly evidence: EvidenceReader,
    @Inject(TimelineRepository) private readonly timeline: TimelineRepository,
  ) {}

  /**
   * Strongest type first, in an order that no event changes.
   * @throws ProblemError `not_found`, `invalid_cursor`
   */
  async identifiers(workspaceId: string, ref: ProfileRef, query: PageQuery): Promise<Page<HeldIdentifier>> {
    const filters = { list: 'identifiers', workspaceId, ref };
    const [type, nodeId] = decodeCursor(query.cursor, filters, identifierShape) ?? [];
    const after = type === undefined ? undefined : { type: String(type), nodeId: String(nodeId) };
    return this.ofProfile(workspaceId, ref, async (tx, profileId) => {
      const held = await this.evidence.identifiers(tx, workspaceId, profileId);
      const links = await this.evidence.joiningLinks(tx, workspaceId, profileId);
      const hanging = hangingLinks(held.find((one) => one.namesProfile)?.nodeId, links);
      const rows = held
        .flatMap((one) => (one.seen ? [{ ...one, seen: one.seen }] : []))
        .sort(compareTypes)
        .filter((one) => after === undefined || compareTypes(one, after) > 0);
      const page = pageOf(rows, query.limit, (last) => encodeCursor(filters, [last.type, last.nodeId]));
      return mapPage(page, (one) => viewOfHeldIdentifier(one, one.seen, hanging.get(one.nodeId)));
    });
  }

  /** @throws ProblemError `not_found`, `invalid_cursor` */
  async links(workspaceId: string, ref: ProfileRef, query: PageQuery): Promise<Page<LinkView>> {
    const filters = { list: 'links', workspaceId, ref };
    const after = linkPositionOf(query.cursor, filters);
    const limit = query.limit + 1;
    const rows = await this.ofProfile(workspaceId, ref, (tx, profileId) =>
      this.evidence.links(tx, { workspaceId, profileId, after, limit }),
    );
    const page = pageOf(rows, query.limit, (last: LinkRow) =>
      encodeCursor(filters, [last.moment.toString('hex'), last.anchorId, last.nodeId, last.kind]),
    );
    return mapPage(page, viewOfLink);
  }

  /** @throws ProblemError `not_found` for an event of somebody else, too */
  async event(workspaceId: string, ref: ProfileRef, id: string): Promise<WholeEventView> {
    const eventId = uuidOf('evt', id);
    const row = await this.ofProfile(workspaceId, ref, async (tx, profileId) =>
      eventId === undefined ? undefined : this.timeline.find(tx, workspaceId, profileId, eventId),
    );
    if (!row) throw new ProblemError('not_found');
    return viewOfWholeEvent(row);
  }

  private async ofProfile<T>(
    workspaceId: string,
    ref: ProfileRef,
    read: (tx: EntityManager, profileId: string) => Promise<T>,
  ): Promise<T> {
    return this.database.inWorkspace(workspaceId, async (tx) =>
      read(tx, await this.findProfile.require(tx, workspaceId, ref)),
    );
  }
}

/** By strength of the type, then by hash: a cursor must not tell a value that is hidden from whoever follows it. */
function compareTypes(a: { type: string; nodeId: string }, b: { type: string; nodeId: string }): number {
  return compareStrength({ type: a.type, value: a.nodeId }, { type: b.type, value: b.nodeId });
}

/** A moment is read as hex by PostgreSQL: what is none is refused before. */
function linkPositionOf(
  cursor: string | undefined,
  filters: Record<string, unknown>,
): LinkPosition | undefined {
  const position = decodeCursor(cursor, filters, linkShape);
  if (!position) return undefined;
  const [moment = '', anchorId = '', nodeId = '', kind = ''] = position.map(String);
  if (!/^([0-9a-f]{2})+$/.test(moment)) throw new ProblemError('invalid_cursor');
  return { moment, anchorId, nodeId, kind };
}
