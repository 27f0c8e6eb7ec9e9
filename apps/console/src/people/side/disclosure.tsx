import { ChevronRight } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import classes from './side.module.css';

interface DisclosureProps {
  /** What is always there; the whole of it is the button. */
  summary: ReactNode;
  children: ReactNode;
}

/** A line that opens to tell why it is so. */
export function Disclosure({ summary, children }: DisclosureProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <li className={classes.entry} data-open={open || undefined}>
      <button
        type="button"
        className={classes.summary}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen((before) => !before)}
      >
        {summary}
        <ChevronRight size={15} className={classes.mark} aria-hidden />
      </button>
      <div id={id} className={classes.why} hidden={!open}>
        {open && children}
      </div>
    </li>
  );
}
