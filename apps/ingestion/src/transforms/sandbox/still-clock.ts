import type { RealmClock } from './realm.js';

export interface StillClock extends RealmClock {
  set: (nowMs: number) => void;
}

/**
 * Stops every clock of this thread. The WebAssembly engine asks JavaScript for the time and the time zone; what it is told
 * here is the moment that `set` named last, in UTC. So nothing inside can measure time, and a function answers the same on
 * every instance. To be called before the engine is loaded; `monotonic` stays true, for us alone.
 */
export function stillClock(): StillClock {
  let still = 0;
  const monotonic = performance.now.bind(performance);
  Object.assign(performance, { now: () => 0 });
  Object.assign(Date, { now: () => still });
  Object.assign(Date.prototype, { getTimezoneOffset: () => 0 });
  for (const part of ['Seconds', 'Minutes', 'Hours', 'Date', 'Month', 'FullYear', 'Day']) {
    const inUtc = Object.getOwnPropertyDescriptor(Date.prototype, `getUTC${part}`);
    if (inUtc) Object.defineProperty(Date.prototype, `get${part}`, inUtc);
  }
  const cpuMs = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  return { set: (nowMs) => (still = nowMs), monotonic, cpuMs };
}
