import type { ReactNode } from 'react';
import classes from './filter-bar.module.css';

export function FilterBar({ children, label }: { children: ReactNode; label: string }) {
  return (
    <div className={classes.bar} role="search" aria-label={label}>
      {children}
    </div>
  );
}
