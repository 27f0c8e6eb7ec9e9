import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';

const windowSeconds = 60;

/**
 * Failed logins per account and address, shared by every instance of control. A try is counted before the password is
 * looked at, so that a hundred at once are no way round.
 */
@Injectable()
export class LoginAttempts {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Counts a try. Returns how many there were in this minute, and for how many seconds the minute lasts. */
  async count(email: string, address: string): Promise<{ tries: number; secondsLeft: number }> {
    return this.database.newTransaction(async (tx) => {
      const [row] = await tx.query<[{ tries: number; seconds_left: number }]>(
        `INSERT INTO control.login_attempts AS attempts (who, tries, since) VALUES ($1, 1, now())
         ON CONFLICT (who) DO UPDATE SET
           tries = CASE WHEN attempts.since > now() - make_interval(secs => $2) THEN attempts.tries + 1 ELSE 1 END,
           since = CASE WHEN attempts.since > now() - make_interval(secs => $2) THEN attempts.since ELSE now() END
         RETURNING tries, ceil($2 - extract(epoch FROM now() - since))::int AS seconds_left`,
        [whoOf(email, address), windowSeconds],
      );
      return { tries: row.tries, secondsLeft: Math.max(1, row.seconds_left) };
    });
  }

  /** Takes back what `count` counted: the password was right. Clears what nobody will ask for again on the way. */
  async forget(email: string, address: string): Promise<void> {
    await this.database.query(
      `DELETE FROM control.login_attempts WHERE who = $1 OR since < now() - make_interval(secs => $2)`,
      [whoOf(email, address), windowSeconds],
    );
  }
}

/** Neither address is kept readable: the table is a counter, not a record of who logs in from where. */
function whoOf(email: string, address: string): Buffer {
  return createHash('sha256').update(`${email}\n${address}`).digest();
}
