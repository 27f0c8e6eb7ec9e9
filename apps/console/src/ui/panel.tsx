import { Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './panel.module.css';

interface PanelProps {
  title?: string;
  hint?: ReactNode;
  aside?: ReactNode;
  flush?: boolean;
  children: ReactNode;
  headingRef?: React.Ref<HTMLHeadingElement>;
}

/** A card with a heading. `flush` lets a list or table reach its edges. */
export function Panel({ title, hint, aside, flush, children, headingRef }: PanelProps) {
  return (
    <section className={classes.panel} {...(title ? { 'aria-label': title } : {})}>
      {(title ?? aside) && (
        <div className={classes.head}>
          <div className={classes.titles}>
            {title && (
              <Title order={2} ref={headingRef} tabIndex={-1}>
                {title}
              </Title>
            )}
            {hint && <div className={classes.hint}>{hint}</div>}
          </div>
          {aside && <div className={classes.aside}>{aside}</div>}
        </div>
      )}
      <div className={flush ? classes.flush : classes.body}>{children}</div>
    </section>
  );
}
