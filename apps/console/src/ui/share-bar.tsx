import { formatShare } from '../intl/percent';
import classes from './share-bar.module.css';

/** A share in figures, with its length beside it. */
export function ShareBar({ share }: { share: number }) {
  return (
    <span className={classes.share}>
      <span className={classes.track} aria-hidden>
        <span className={classes.bar} style={{ width: `${Math.min(100, share * 100)}%` }} />
      </span>
      {formatShare(share)}
    </span>
  );
}
