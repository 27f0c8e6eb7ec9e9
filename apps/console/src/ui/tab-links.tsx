import type { ReactNode } from 'react';
import classes from './tab-links.module.css';

/** Neighbouring pages as tabs; each is an address of its own. */
export function TabLinks({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav aria-label={label} className={classes.tabs}>
      {children}
    </nav>
  );
}

export const tabLinkClass = classes.tab ?? '';
