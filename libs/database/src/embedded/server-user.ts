import { readFileSync } from 'node:fs';
import { StartError } from '@rapport/kernel';

/** The system user that runs PostgreSQL; null: whoever runs Rapport. */
export type ServerUser = { uid: number; gid: number } | null;

/**
 * PostgreSQL refuses to run as root. Then another user runs it: the one a setting names, else `postgres`, else `nobody`.
 */
export function chooseServerUser(wanted: string | null): ServerUser {
  if (process.getuid?.() !== 0) return null;
  const users = new Map(
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .map(([name, , uid, gid]) => [name, { uid: Number(uid), gid: Number(gid) }] as const),
  );
  if (wanted !== null) {
    const user = users.get(wanted);
    if (!user || user.uid === 0) {
      throw new StartError(
        `EMBEDDED_POSTGRES_USER names ${wanted}, which is no system user that can run PostgreSQL.`,
      );
    }
    return user;
  }
  return users.get('postgres') ?? users.get('nobody') ?? { uid: 65_534, gid: 65_534 };
}
