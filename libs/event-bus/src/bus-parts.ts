import type { Database } from '@rapport/database';
import type { Clock } from '@rapport/kernel';
import type { BusLog } from './bus-log.js';
import type { TopicCatalog } from './topic-catalog.js';

/** What every adapter is built from. */
export interface BusParts {
  database: Database;
  catalog: TopicCatalog;
  clock: Clock;
  log: BusLog;
  /** Names this process in the offset rows. */
  owner: string;
  retentionDays: number;
  handlerLimitMs?: number;
  onFatal: (error: Error, exitCode: number) => void;
}
