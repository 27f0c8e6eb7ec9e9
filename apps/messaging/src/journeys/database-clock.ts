import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/**
 * The clock by which runs enter, wait and go on: the database's, so that instances agree and no timer fires early
 * (reliability.md 4.8). Tests move it by an offset.
 */
@Injectable()
export class DatabaseClock {
  private offsetMs = 0;

  /** The present moment, as SQL; takes no parameter. */
  get sql(): string {
    return this.offsetMs === 0 ? 'clock_timestamp()' : `(clock_timestamp() + interval '${this.offsetMs} ms')`;
  }

  /** Epoch ms. */
  async now(tx: EntityManager): Promise<number> {
    const rows = await tx.query<{ now: Date }[]>(`SELECT ${this.sql} AS now`);
    return rows[0]?.now.getTime() ?? NaN;
  }

  advance(ms: number): void {
    this.offsetMs += Math.trunc(ms);
  }
}
