import { useEffect, useState, type RefObject } from 'react';

/**
 * Gives the focus back when that which lay over the page goes away: to `to`, or to where it was before, or, when that is
 * gone, to the heading.
 */
export function useFocusBack(to?: RefObject<HTMLElement | null>): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      const place = to?.current ?? before;
      const target = place?.isConnected && place !== document.body ? place : document.querySelector('h1');
      if (target instanceof HTMLElement) target.focus({ preventScroll: true });
    },
    // Once, when it goes.
    [],
  );
}
