import { Button, SimpleGrid, Stack } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { Zap } from 'lucide-react';
import { useState } from 'react';
import { dataQueries } from '../api/data-queries';
import { queries } from '../api/queries';
import type { SeenEventDetail, SeenProperty } from '../api/schema-types';
import { sayEvent } from '../events/say-event';
import { formatShare } from '../intl/percent';
import { formatNumber, t } from '../intl/text';
import { AddRuleButton } from '../plans/add-rule-button';
import { At } from '../ui/at';
import { Facts } from '../ui/facts';
import { SourceLink } from '../ui/links';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { rowsOf } from '../ui/rows';
import { Failure, Loading } from '../ui/states';
import { DayBars } from './day-bars';
import { FieldDrawer } from './field-drawer';
import { FieldTable } from './field-table';
import { OverflowNote } from './overflow-note';
import { RulesOfEvent } from './rules-of-event';
import { UsedBy } from './used-by';

export function SeenEventPage() {
  const { name } = useParams({ from: '/schema/events/$name' });
  const { type = 'track' } = useSearch({ from: '/schema/events/$name' });
  const event = useQuery(dataQueries.seenEvent(type, name));
  return (
    <Page
      title={event.data ? sayEvent(event.data.type, name === type ? null : name) : name}
      back={{ to: '/schema', label: t('Schema') }}
      actions={
        <Button
          variant="default"
          leftSection={<Zap size={16} aria-hidden />}
          renderRoot={(props) => (
            <Link {...props} to="/events" search={name === type ? { type } : { type, event: name }} />
          )}
        >
          {t('See it live')}
        </Button>
      }
    >
      {event.error && !event.data ? (
        <Panel>
          <Failure error={event.error} retry={() => void event.refetch()} />
        </Panel>
      ) : event.data ? (
        <EventBody event={event.data} />
      ) : (
        <Loading />
      )}
    </Page>
  );
}

function EventBody({ event }: { event: SeenEventDetail }) {
  const [shown, setShown] = useState<SeenProperty | null>(null);
  const isTraits = event.type === 'identify' || event.type === 'group';
  const uses = { event: event.name, type: event.type };
  return (
    <>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Panel title={t('What was seen')}>
          <Stack gap="md">
            <DayBars days={event.days} />
            <Facts
              items={[
                [t('In 30 days'), formatNumber(event.count30d)],
                [t('Share of all events'), formatShare(event.share)],
                [t('First seen'), <At key="f" value={event.firstSeenAt} />],
                [t('Last seen'), <At key="l" value={event.lastSeenAt} ago />],
                [t('Sources'), <Sources key="s" sources={event.sources} />],
              ]}
            />
          </Stack>
        </Panel>
        <Stack gap="md">
          <Panel title={t('Used by')} hint={t('Journeys and templates that read this event')}>
            <UsedBy field={uses} />
          </Panel>
          <Panel
            title={t('Tracking plan')}
            aside={
              <AddRuleButton
                type={event.type}
                event={event.type === 'track' ? event.name : null}
                label={t('Add rule')}
              />
            }
          >
            <RulesOfEvent event={event} />
          </Panel>
        </Stack>
      </SimpleGrid>
      <Panel title={isTraits ? t('Traits') : t('Properties')} flush>
        {event.properties.length === 0 ? (
          <p style={{ padding: '0 18px' }}>{t('It came without any.')}</p>
        ) : (
          <FieldTable
            label={isTraits ? t('Traits') : t('Properties')}
            rows={event.properties}
            shareLabel={t('Filled')}
            shareOf={(row) => row.fillRate}
            onOpen={setShown}
          />
        )}
      </Panel>
      <OverflowNote count={event.overflow30d} />
      <FieldDrawer
        field={shown}
        uses={event.type === 'identify' ? { trait: shown?.name } : { ...uses, property: shown?.name }}
        share={{ label: t('Filled'), value: shown?.fillRate ?? 0 }}
        onClose={() => setShown(null)}
      />
    </>
  );
}

function Sources({ sources }: { sources: SeenEventDetail['sources'] }) {
  const known = useInfiniteQuery({ ...queries.sources(), staleTime: 30_000 });
  const names = new Map(rowsOf(known.data).map((source) => [source.id, source.name]));
  return (
    <>
      {sources.map(({ sourceId, count30d }) => (
        <div key={sourceId}>
          {names.has(sourceId) ? (
            <SourceLink id={sourceId}>{names.get(sourceId)}</SourceLink>
          ) : (
            t('Imports and others')
          )}{' '}
          ({formatNumber(count30d)})
        </div>
      ))}
    </>
  );
}
