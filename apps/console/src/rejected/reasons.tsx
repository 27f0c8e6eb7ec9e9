import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { dataQueries } from '../api/data-queries';
import { sayRejection } from '../events/say-code';
import { formatNumber, t } from '../intl/text';
import { countReasons } from './count-reasons';
import classes from './rejected.module.css';

/** Open letters by reason; each is a door to its letters. */
export function Reasons() {
  const search = useSearch({ from: '/rejected' });
  const counts = useQuery({
    ...dataQueries.letterCounts({ state: 'open', sourceId: search.sourceId, origin: search.origin }),
    refetchInterval: 5000,
  });
  const reasons = countReasons(counts.data ?? []);
  if (reasons.length === 0) return null;
  return (
    <nav className={classes.reasons} aria-label={t('Open, by reason')}>
      {reasons.map(({ code, count }) => {
        const chosen = search.code === code;
        return (
          <Link
            key={code}
            to="/rejected"
            search={(before) => ({ ...before, code: chosen ? undefined : code })}
            className={classes.reason}
            data-chosen={chosen ? 'true' : undefined}
          >
            <span className={classes.count}>{formatNumber(count)}</span>
            <span className={classes.why}>{sayRejection(code)}</span>
            <span className={classes.code}>{code}</span>
          </Link>
        );
      })}
    </nav>
  );
}
