import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { keyOf, type ProfileKey, type Recipient } from '../recipients/domain/recipient.js';
import { RecipientRepository } from '../recipients/recipient.repository.js';

/** An identifier `type:value` of a workspace. */
export interface AnchorKey {
  workspaceId: string;
  anchor: string;
}

/** A run that went from one profile to another. */
export interface MovedRun {
  workspaceId: string;
  id: string;
  journeyId: string;
  key: string;
  from: string;
  to: string;
}

interface Place extends AnchorKey, ProfileKey {}

const anchorKeyOf = ({ workspaceId, anchor }: AnchorKey): string => `${workspaceId}|${anchor}`;

/**
 * Keeps runs, their steps and messages with their person: the profile that holds the identifier they happened to
 * (identity.md 7.3). The holder is asked of the read model every time, so the answer does not depend on the order in which
 * the messages about it were read.
 */
@Injectable()
export class RunHomes {
  constructor(private readonly recipients: RecipientRepository) {}

  /** Whoever holds each identifier now, by `workspace|identifier`; identifiers that nobody is known to hold are absent. */
  async holdersOf(keys: readonly AnchorKey[], tx: EntityManager): Promise<Map<string, Recipient>> {
    if (keys.length === 0) return new Map();
    const rows = await tx.query<Place[]>(
      `SELECT DISTINCT ON (a.workspace_id, a.anchor)
              a.workspace_id AS "workspaceId", a.anchor, p.profile_id AS "profileId"
         FROM unnest($1::uuid[], $2::text[]) AS a (workspace_id, anchor)
         JOIN messaging.recipients p ON p.workspace_id = a.workspace_id AND p.identifiers @> ARRAY[a.anchor]
        ORDER BY a.workspace_id, a.anchor, p.revision DESC`,
      [keys.map(({ workspaceId }) => workspaceId), keys.map(({ anchor }) => anchor)],
    );
    const living = await this.recipients.livingOf(rows, tx);
    return new Map(
      rows.flatMap((row) => {
        const holder = living.get(keyOf(row));
        return holder ? [[anchorKeyOf(row), holder] as const] : [];
      }),
    );
  }

  /** Brings home what these identifiers and these retired profiles have. @returns the runs that moved */
  async bringHome(
    anchors: readonly AnchorKey[],
    retired: readonly ProfileKey[],
    tx: EntityManager,
  ): Promise<MovedRun[]> {
    const places = await this.placesOf(anchors, retired, tx);
    if (places.length === 0) return [];
    const holders = await this.holdersOf(places, tx);
    const living = await this.recipients.livingOf(places, tx);
    const moves = places.flatMap((place) => {
      const home = holders.get(anchorKeyOf(place)) ?? living.get(keyOf(place));
      return home && home.profileId !== place.profileId ? [{ ...place, to: home.profileId }] : [];
    });
    return moves.length === 0 ? [] : this.move(moves, tx);
  }

  private async placesOf(
    anchors: readonly AnchorKey[],
    retired: readonly ProfileKey[],
    tx: EntityManager,
  ): Promise<Place[]> {
    return tx.query<Place[]>(
      `WITH a AS (SELECT DISTINCT * FROM unnest($1::uuid[], $2::text[]) AS a (workspace_id, anchor))
       SELECT workspace_id AS "workspaceId", profile_id AS "profileId", anchor FROM (
         SELECT r.workspace_id, r.profile_id, r.anchor FROM a JOIN messaging.runs r USING (workspace_id, anchor)
         UNION
         SELECT m.workspace_id, m.profile_id, m.anchor FROM a JOIN messaging.messages m USING (workspace_id, anchor)
          WHERE m.profile_id IS NOT NULL
         UNION
         SELECT r.workspace_id, r.profile_id, r.anchor
           FROM (SELECT DISTINCT * FROM unnest($3::uuid[], $4::uuid[]) AS p (workspace_id, profile_id)) p
           JOIN messaging.runs r USING (workspace_id, profile_id)) places`,
      [
        anchors.map(({ workspaceId }) => workspaceId),
        anchors.map(({ anchor }) => anchor),
        retired.map(({ workspaceId }) => workspaceId),
        retired.map(({ profileId }) => profileId),
      ],
    );
  }

  private async move(moves: readonly (Place & { to: string })[], tx: EntityManager): Promise<MovedRun[]> {
    const [runs] = await tx.query<[MovedRun[], number]>(
      `UPDATE messaging.runs r SET profile_id = u.home
         FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[]) AS u (workspace_id, profile_id, anchor, home)
        WHERE r.workspace_id = u.workspace_id AND r.profile_id = u.profile_id AND r.anchor = u.anchor
        RETURNING r.workspace_id AS "workspaceId", r.id, r.journey_id AS "journeyId", r.key, u.profile_id AS "from",
                  u.home AS "to"`,
      [
        moves.map((move) => move.workspaceId),
        moves.map((move) => move.profileId),
        moves.map((move) => move.anchor),
        moves.map((move) => move.to),
      ],
    );
    const ofRuns = [runs.map((run) => run.workspaceId), runs.map((run) => run.id), runs.map((run) => run.to)];
    await tx.query(
      `UPDATE messaging.run_steps s SET profile_id = u.home
         FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS u (workspace_id, run_id, home)
        WHERE s.workspace_id = u.workspace_id AND s.run_id = u.run_id`,
      ofRuns,
    );
    await tx.query(
      `UPDATE messaging.messages m SET profile_id = u.home
         FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS u (workspace_id, run_id, home)
        WHERE m.workspace_id = u.workspace_id AND m.run_id = u.run_id AND m.profile_id <> u.home`,
      ofRuns,
    );
    await tx.query(
      `UPDATE messaging.messages m SET profile_id = u.home
         FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[]) AS u (workspace_id, profile_id, anchor, home)
        WHERE m.workspace_id = u.workspace_id AND m.profile_id = u.profile_id AND m.anchor = u.anchor`,
      [
        moves.map((move) => move.workspaceId),
        moves.map((move) => move.profileId),
        moves.map((move) => move.anchor),
        moves.map((move) => move.to),
      ],
    );
    return runs;
  }
}
