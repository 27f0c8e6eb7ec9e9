/** How far ahead a change is looked for: nobody waits longer, and an unreachable moment must end the search. */
const horizonMs = 200 * 365 * 86_400_000;

/**
 * The first moment after `now` at which `limit` has reached `threshold`; null when that lies beyond the horizon.
 * `limit` never falls as time goes on: "now", or now shifted by a duration. Found by bisection, because months have no inverse.
 */
export function firstMomentReaching(
  limit: (at: number) => number,
  threshold: number,
  now: number,
): number | null {
  let high = now + 1;
  for (let step = 1; limit(high) < threshold; step *= 2) {
    high = now + step;
    if (step > horizonMs) return null;
  }
  let low = now;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (limit(middle) >= threshold) high = middle;
    else low = middle;
  }
  return high;
}
