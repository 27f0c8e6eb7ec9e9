import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { dataQueries } from '../api/data-queries';
import { sayRejection } from '../events/say-code';
import { formatNumber, t } from '../intl/text';
import { countReasons } from '../rejected/count-reasons';
import classes from './sources.module.css';

/** What of this source waits to be repaired, by reason. */
export function RejectedByCode({ sourceId }: { sourceId: string }) {
  const counts = useQuery({
    ...dataQueries.letterCounts({ sourceId, state: 'open' }),
    refetchInterval: 10_000,
  });
  const reasons = countReasons(counts.data ?? []);
  if (reasons.length === 0) return null;
  return (
    <ul className={classes.reasons} aria-label={t('Rejected, by reason')}>
      {reasons.map(({ code, count }) => (
        <li key={code}>
          <Link to="/rejected" search={{ sourceId, code }} className={classes.number} data-bad="true">
            {formatNumber(count)} · {sayRejection(code)}
          </Link>
        </li>
      ))}
    </ul>
  );
}
