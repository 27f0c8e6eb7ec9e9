import { CopyText } from './copy-text';
import classes from './code-block.module.css';
import { t } from '../intl/text';

interface CodeBlockProps {
  code: string;
  label: string;
  copy?: boolean;
  tall?: boolean;
}

/** Text as it is, scrollable by keyboard. */
export function CodeBlock({ code, label, copy = true, tall }: CodeBlockProps) {
  return (
    <div className={classes.frame}>
      <pre
        className={classes.code}
        data-tall={tall ? 'true' : undefined}
        tabIndex={0}
        role="region"
        aria-label={label}
      >
        <code>{code}</code>
      </pre>
      {copy && (
        <div className={classes.copy}>
          <CopyText text={code} label={t('Copy')} />
        </div>
      )}
    </div>
  );
}
