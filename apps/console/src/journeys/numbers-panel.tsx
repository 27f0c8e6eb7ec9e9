import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { get } from '../api/request';
import type { Journey } from '../api/types';
import { formatNumber, t } from '../intl/text';
import { Panel } from '../ui/panel';
import classes from './steps.module.css';

/** Every number opens its people. */
export function NumbersPanel({ journey }: { journey: Journey }) {
  const fresh = useQuery({
    queryKey: ['counts', journey.id],
    queryFn: ({ signal }) => get<Journey>(`/journeys/${journey.id}`, {}, signal),
    refetchInterval: 5000,
    enabled: journey.published !== null,
  });
  const counts = fresh.data?.counts ?? journey.counts;
  const numbers = [
    { state: 'active', label: t('inside'), value: counts.active },
    { state: 'completed', label: t('completed'), value: counts.completed },
    { state: 'exited', label: t('exited'), value: counts.exited },
  ];
  return (
    <Panel title={t('People')}>
      <div className={classes.numbers}>
        {numbers.map(({ state, label, value }) => (
          <Link
            key={state}
            to="/journeys/$journeyId/runs"
            params={{ journeyId: journey.id }}
            search={{ state }}
            className={classes.number}
          >
            <strong>{formatNumber(value)}</strong>
            <span>{label}</span>
          </Link>
        ))}
      </div>
    </Panel>
  );
}
