import { Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { toIso } from '@rapport/kernel';
import { randomBytes } from 'node:crypto';

export const previewLifeMs = 15 * 60_000;
/** An expired preview is remembered this long, to answer 410 rather than 404. */
const rememberedMs = 24 * 3_600_000;

/** Rendered pages that an unguessable id opens for a while: a frame cannot send credentials. */
@Injectable()
export class PreviewsRepository {
  constructor(private readonly database: Database) {}

  async keep(workspaceId: string, html: string, now: number): Promise<{ id: string; expiresAt: string }> {
    const id = randomBytes(24).toString('base64url');
    const expiresAt = toIso(now + previewLifeMs);
    await this.database.inWorkspace(workspaceId, async (tx) => {
      await tx.query('DELETE FROM messaging.previews WHERE workspace_id = $1 AND expires_at < $2', [
        workspaceId,
        toIso(now - rememberedMs),
      ]);
      await tx.query(
        'INSERT INTO messaging.previews (workspace_id, id, html, expires_at) VALUES ($1, $2, $3, $4)',
        [workspaceId, id, html, expiresAt],
      );
    });
    return { id, expiresAt };
  }

  async find(id: string): Promise<{ html: string; expiresAt: Date } | undefined> {
    const rows = await this.database.query<{ html: string; expiresAt: Date }>(
      'SELECT html, expires_at AS "expiresAt" FROM messaging.previews WHERE id = $1',
      [id],
    );
    return rows[0];
  }
}
