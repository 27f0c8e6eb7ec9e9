import { Injectable } from '@nestjs/common';
import { toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { EntryRefusal } from './domain/entry-checks.js';

export interface Refusal {
  workspaceId: string;
  journeyId: string;
  version: number;
  reason: EntryRefusal;
}

const hourMs = 3_600_000;

/** Counts who was kept out, by journey, version, reason and hour. */
@Injectable()
export class RefusalsRepository {
  /** `slot`: the partition that the events came from, so that two consumers never write one row. */
  async count(refusals: readonly Refusal[], slot: number, now: number, tx: EntityManager): Promise<void> {
    if (refusals.length === 0) return;
    const counts = new Map<string, { refusal: Refusal; count: number }>();
    for (const refusal of refusals) {
      const key = `${refusal.workspaceId}|${refusal.journeyId}|${refusal.version}|${refusal.reason}`;
      const found = counts.get(key);
      if (found) found.count++;
      else counts.set(key, { refusal, count: 1 });
    }
    const rows = [...counts.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
    await tx.query(
      `INSERT INTO messaging.journey_refusals AS r (workspace_id, journey_id, version, reason, count, hour, slot)
       SELECT u.*, $6::timestamptz, $7 FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::bigint[]) AS u
       ON CONFLICT (workspace_id, journey_id, version, reason, hour, slot)
       DO UPDATE SET count = r.count + excluded.count`,
      [
        rows.map(({ refusal }) => refusal.workspaceId),
        rows.map(({ refusal }) => refusal.journeyId),
        rows.map(({ refusal }) => refusal.version),
        rows.map(({ refusal }) => refusal.reason),
        rows.map(({ count }) => count),
        toIso(Math.floor(now / hourMs) * hourMs),
        slot,
      ],
    );
  }
}
