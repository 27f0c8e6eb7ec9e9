import classes from './rejected.module.css';
import { t } from '../intl/text';
import { CopyText } from '../ui/copy-text';
import { lineOfField } from './domain/line-of-field';

/** What came, with the line of the fault marked in shape and word. */
export function MarkedJson({ text, field, label }: { text: string; field: string | null; label: string }) {
  const printed = pretty(text);
  const marked = field === null ? null : lineOfField(printed, field);
  return (
    <div className={classes.payload}>
      <div className={classes.lines} tabIndex={0} role="region" aria-label={label}>
        {printed.split('\n').map((line, index) => (
          <div key={index} className={classes.line} data-marked={index === marked ? 'true' : undefined}>
            {index === marked && <span className="visually-hidden">{t('The fault is here:')} </span>}
            {line}
          </div>
        ))}
      </div>
      <div className={classes.copy}>
        <CopyText text={text} label={t('Copy')} />
      </div>
    </div>
  );
}

/** Broken JSON is shown as it came. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
