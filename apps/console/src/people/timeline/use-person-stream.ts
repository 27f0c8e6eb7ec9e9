import { useEffect, useRef, useState } from 'react';
import { followStream, type StreamState } from '../../events/follow-stream';

/** The door takes so many identifiers of one person (api.md 6.3). */
const mostIdentifiers = 20;
/** The door tells of an event before it was applied, and what it causes comes later still: so one looks more than once. */
const looksAfterMs = [300, 1000, 2500, 6000];
/** However much comes, one looks no more often. */
const leastGapMs = 1000;
/** What happens without an event, such as the end of a delay, is found by looking now and then. */
const idleMs = 15_000;

/**
 * Calls `look` when something about this person came to the door, and now and then; while `held`, it only notes that
 * something waits.
 */
export function usePersonStream(
  identifiers: readonly { type: string; value: string }[],
  look: () => void,
  held: boolean,
): { state: StreamState; waits: boolean } {
  const [state, setState] = useState<StreamState>('connecting');
  const [waits, setWaits] = useState(false);
  const current = useRef({ look, held });
  current.current = { look, held };
  const people = identifiers.slice(0, mostIdentifiers).map(({ type, value }) => `${type}:${value}`);
  const key = JSON.stringify(people);

  useEffect(() => {
    const timers = new Map<number, ReturnType<typeof setTimeout>>();
    let lastLook = 0;
    const visit = () => {
      lastLook = Date.now();
      if (current.current.held) setWaits(true);
      else if (!document.hidden) current.current.look();
    };
    const lookSoon = () => {
      for (const [n, ms] of looksAfterMs.entries()) {
        if (n === 0 && timers.has(n)) continue;
        clearTimeout(timers.get(n));
        const wait = n === 0 ? Math.max(ms, lastLook + leastGapMs - Date.now()) : ms;
        timers.set(
          n,
          setTimeout(() => {
            timers.delete(n);
            visit();
          }, wait),
        );
      }
    };
    const stop = followStream('/events/stream', { person: JSON.parse(key) as string[] }, null, {
      onFrame: ({ event }) => event === 'accepted' && lookSoon(),
      onState: setState,
    });
    const idle = setInterval(() => !current.current.held && visit(), idleMs);
    return () => {
      stop();
      clearInterval(idle);
      timers.forEach(clearTimeout);
    };
  }, [key]);

  useEffect(() => {
    if (held) return;
    setWaits(false);
    current.current.look();
  }, [held]);
  return { state, waits };
}
