import type { LucideIcon } from 'lucide-react';
import classes from './status-badge.module.css';

export type Tone = 'good' | 'bad' | 'warn' | 'info' | 'quiet';

/** A state in words, with a shape beside the colour, so that colour never stands alone. */
export function StatusBadge({
  tone,
  icon: Icon,
  children,
}: {
  tone: Tone;
  icon?: LucideIcon;
  children: string;
}) {
  return (
    <span className={classes.badge} data-tone={tone}>
      {Icon ? <Icon size={13} aria-hidden strokeWidth={2.4} /> : <span className={classes.dot} aria-hidden />}
      {children}
    </span>
  );
}
