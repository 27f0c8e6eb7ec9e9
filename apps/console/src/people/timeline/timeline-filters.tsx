import { NativeSelect, SegmentedControl } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { dataQueries } from '../../api/data-queries';
import { t } from '../../intl/text';
import { rowsOf } from '../../ui/rows';
import classes from './timeline.module.css';
import { shows, type Show, type TimelineFilter } from './use-timeline';

const labels: Record<Show, string> = {
  all: t('Everything'),
  events: t('Events'),
  messages: t('Messages'),
  journeys: t('Journeys'),
  identity: t('Identity'),
};

/** The filter stands in the address, so that what somebody sees can be sent to somebody else. */
export function useTimelineFilter(): [TimelineFilter, (filter: TimelineFilter) => void] {
  const search = useSearch({ from: '/people/$ref' });
  const navigate = useNavigate({ from: '/people/$ref' });
  const show = shows.find((one) => one === search.show) ?? 'all';
  const set = ({ show: next, event }: TimelineFilter) =>
    void navigate({
      search: { ...(next === 'all' ? {} : { show: next }), ...(event ? { event } : {}) },
      replace: true,
    });
  return [{ show, event: search.event }, set];
}

interface TimelineFiltersProps {
  filter: TimelineFilter;
  onChange: (filter: TimelineFilter) => void;
}

export function TimelineFilters({ filter, onChange }: TimelineFiltersProps) {
  const seen = useInfiniteQuery({ ...dataQueries.seenEvents({ sort: '-count30d' }), staleTime: 60_000 });
  const names = new Set(rowsOf(seen.data).flatMap(({ name }) => name || []));
  if (filter.event !== undefined) names.add(filter.event);
  return (
    <div className={classes.filters}>
      <SegmentedControl
        size="xs"
        aria-label={t('What to show')}
        value={filter.event === undefined ? filter.show : 'events'}
        onChange={(show) => onChange({ show, event: undefined })}
        data={shows.map((value) => ({ value, label: labels[value] }))}
      />
      <NativeSelect
        size="xs"
        aria-label={t('Name of the event')}
        value={filter.event ?? ''}
        onChange={(change) => onChange({ show: 'events', event: change.currentTarget.value || undefined })}
        data={[{ value: '', label: t('Any event') }, ...names]}
      />
    </div>
  );
}
