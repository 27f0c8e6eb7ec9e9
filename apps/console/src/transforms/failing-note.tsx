import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { dataQueries } from '../api/data-queries';
import { t } from '../intl/text';
import linkClasses from '../ui/links.module.css';

/** How many events wait because a transform failed on them. */
export function FailingNote() {
  const counts = useQuery({
    ...dataQueries.letterCounts({ code: 'transform_failed', state: 'open' }),
    refetchInterval: 10_000,
  });
  const failing = (counts.data ?? []).reduce((sum, one) => sum + one.count, 0);
  if (failing === 0) return null;
  return (
    <p role="status">
      <Link to="/rejected" search={{ code: 'transform_failed' }} className={linkClasses.link}>
        {t(
          '{n, plural, one {# event waits because a transform failed on it} other {# events wait because a transform failed on them}}',
          { n: failing },
        )}
      </Link>
      {t('. Repair the transform, publish it, then replay.')}
    </p>
  );
}
