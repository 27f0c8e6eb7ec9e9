import { useMemo } from 'react';
import { t } from '../intl/text';
import { diffLines } from './domain/diff-lines';
import classes from './json-diff.module.css';

interface JsonDiffProps {
  before: unknown;
  after: unknown;
  label: string;
}

const marks = { same: ' ', added: '+', removed: '−' };

/** One value as it was and as it became. A sign beside the colour says what came and what went. */
export function JsonDiff({ before, after, label }: JsonDiffProps) {
  const lines = useMemo(() => diffLines(print(before), print(after)), [before, after]);
  const spoken = { same: '', added: t('added:'), removed: t('removed:') };
  return (
    <div className={classes.frame} tabIndex={0} role="region" aria-label={label}>
      <div className={classes.lines}>
        {lines.map((one, index) => (
          <div key={index} className={classes.line} data-kind={one.kind}>
            <span className={classes.mark} aria-hidden>
              {marks[one.kind]}
            </span>
            {spoken[one.kind] && <span className="visually-hidden">{spoken[one.kind]} </span>}
            <span className={classes.text}>{one.text}</span>
          </div>
        ))}
      </div>
    </div>
  );
}

function print(value: unknown): string {
  return JSON.stringify(value, null, 2) ?? '';
}
