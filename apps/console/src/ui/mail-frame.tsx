import { t } from '../intl/text';
import classes from './mail-frame.module.css';

interface MailFrameProps {
  /** An address of our own that serves the mail with a policy of its own; `srcdoc` would inherit the console's and lose every style. */
  src: string;
  title: string;
  width?: number;
}

/** A mail is somebody else's page: no scripts, no forms, no way out of the frame. */
export function MailFrame({ src, title, width }: MailFrameProps) {
  return (
    <div className={classes.stage} tabIndex={0} role="group" aria-label={t('Message')}>
      <iframe
        key={src}
        className={classes.frame}
        sandbox=""
        src={src}
        title={t('Message: {title}', { title })}
        style={width ? { width, maxWidth: '100%' } : undefined}
      />
    </div>
  );
}
