import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { dataQueries, type FieldUse } from '../api/data-queries';
import type { Query } from '../api/request';
import { t } from '../intl/text';
import { JourneyLink, TemplateLink } from '../ui/links';
import { Failure, Loading } from '../ui/states';
import classes from './schema.module.css';

/** Journeys and templates that read an event, a property or a trait: who would miss it. */
export function UsedBy({ field }: { field: Query }) {
  const uses = useQuery({ ...dataQueries.fieldUses(field), staleTime: 10_000 });
  if (uses.error) return <Failure error={uses.error} retry={() => void uses.refetch()} />;
  if (!uses.data) return <Loading />;
  if (uses.data.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('No journey and no template reads it.')}
      </Text>
    );
  }
  return <UseList uses={uses.data} />;
}

export function UseList({ uses }: { uses: readonly FieldUse[] }) {
  return (
    <ul className={classes.uses}>
      {uses.map((use) => (
        <li key={use.id}>
          <span>
            {use.kind === 'journey' ? (
              <JourneyLink id={use.id}>{use.name}</JourneyLink>
            ) : (
              <TemplateLink id={use.id}>{use.name}</TemplateLink>
            )}{' '}
            <span className={classes.quiet}>
              {use.kind === 'journey' ? t('journey') : t('template')} · {use.status}
            </span>
          </span>
          <span className={classes.places}>{use.places.join(', ')}</span>
        </li>
      ))}
    </ul>
  );
}
