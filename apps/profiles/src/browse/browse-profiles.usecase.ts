import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { type CursorPart, decodeCursor, encodeCursor, mapPage, type Page, pageOf } from '@rapport/http';
import { EvidenceReader } from '../persistence/evidence-reader.repository.js';
import { ProfileReader } from '../persistence/profile-reader.repository.js';
import { TimelineRepository } from '../persistence/timeline.repository.js';
import type { ProfileRef } from './domain/profile-ref.js';
import { FindProfile } from './find-profile.js';
import {
  type ProfileView,
  type TimelineEventView,
  viewOfEvent,
  viewOfProfile,
  viewOfTraitDetails,
} from './profile.view.js';
import type { ProfileQuery, TimelineQuery } from './profiles.query.js';

const positionShape: readonly CursorPart[] = ['instant', 'uuid'];

/** What the API shows of people. Reads only, as the role that sees one workspace. */
@Injectable()
export class BrowseProfiles {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(FindProfile) private readonly findProfile: FindProfile,
    @Inject(ProfileReader) private readonly profiles: ProfileReader,
    @Inject(EvidenceReader) private readonly evidence: EvidenceReader,
    @Inject(TimelineRepository) private readonly timeline: TimelineRepository,
  ) {}

  /** @returns undefined when nobody is called so (yet) */
  async find(
    workspaceId: string,
    ref: ProfileRef,
    { include = [] }: ProfileQuery = {},
  ): Promise<ProfileView | undefined> {
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const profileId = await this.findProfile.resolve(tx, workspaceId, ref);
      const row = profileId === undefined ? undefined : await this.profiles.find(tx, workspaceId, profileId);
      if (!row) return undefined;
      const view = viewOfProfile(row);
      if (!include.includes('traitDetails')) return view;
      const winners = await this.evidence.traitWinners(tx, workspaceId, row.id);
      return { ...view, traitDetails: viewOfTraitDetails(row.traits, winners) };
    });
  }

  /** @throws ProblemError `not_found` */
  async events(workspaceId: string, ref: ProfileRef, query: TimelineQuery): Promise<Page<TimelineEventView>> {
    const { event: events, type: types, from, to, limit } = query;
    const rows = await this.database.inWorkspace(workspaceId, async (tx) => {
      const profileId = await this.findProfile.require(tx, workspaceId, ref);
      const after = positionOf(query.cursor, timelineFilters(workspaceId, ref, query));
      return this.timeline.list(tx, {
        ...{ workspaceId, profileId, events, types, from, to, after },
        limit: limit + 1,
      });
    });
    const page = pageOf(rows, limit, (last) =>
      encodeCursor(timelineFilters(workspaceId, ref, query), [last.timestamp.toISOString(), last.id]),
    );
    return mapPage(page, viewOfEvent);
  }
}

/** Bound to how the person was named: a merge between two pages must not end the list. */
function timelineFilters(
  workspaceId: string,
  ref: ProfileRef,
  { event, type, from, to }: TimelineQuery,
): Record<string, unknown> {
  return { list: 'timeline', workspaceId, ref, event, type, from, to };
}

function positionOf(
  cursor: string | undefined,
  filters: Record<string, unknown>,
): { at: string; id: string } | undefined {
  const [at, id] = decodeCursor(cursor, filters, positionShape) ?? [];
  return at === undefined || id === undefined ? undefined : { at: String(at), id: String(id) };
}
