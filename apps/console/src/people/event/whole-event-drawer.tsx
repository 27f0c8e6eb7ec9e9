import { Drawer, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { CircleHelp } from 'lucide-react';
import { personQueries, type EventChoice } from '../../api/person-queries';
import type { WholeEvent } from '../../api/person-types';
import { FlagList } from '../../events/flag-list';
import { sayEvent } from '../../events/say-event';
import { t } from '../../intl/text';
import { At } from '../../ui/at';
import { CodeBlock } from '../../ui/code-block';
import { Facts } from '../../ui/facts';
import { SourceName } from '../../ui/known-names';
import { PersonLink } from '../../ui/links';
import { Empty, Failure, Loading } from '../../ui/states';
import { useFocusBack } from '../../ui/use-focus-back';
import { sayApart } from '../say-link';

/** One event with all that is kept of it, beside the person whose it is. */
export default function WholeEventDrawer({ event, onClose }: { event: EventChoice; onClose: () => void }) {
  useFocusBack();
  const query = useQuery(personQueries.event(event));
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={query.data ? sayEvent(query.data.type, query.data.name) : t('Event')}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      {query.data ? (
        <EventBody event={query.data} />
      ) : query.data === null ? (
        <Empty icon={CircleHelp} title={t('Not among the events of this person')}>
          {t('It was erased, or it belongs to somebody else now.')}
        </Empty>
      ) : query.error ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : (
        <Loading />
      )}
    </Drawer>
  );
}

function EventBody({ event }: { event: WholeEvent }) {
  const anchor = `${event.anchor.type}:${event.anchor.value}`;
  return (
    <Stack gap="lg">
      <Facts
        items={[
          [
            t('Filed under'),
            <PersonLink key="anchor" person={anchor}>
              {anchor}
            </PersonLink>,
          ],
          [t('Source'), event.sourceId ? <SourceName key="source" id={event.sourceId} /> : '–'],
          [t('Happened'), <At key="at" value={event.timestamp} />],
          [t('Received'), <At key="received" value={event.receivedAt} />],
          [t('Message id'), event.messageId],
        ]}
      />
      {event.refusedLinks.map(({ type, value, reason }) => (
        <Text key={`${type}:${value}`} size="sm">
          {t('{identifier} stayed with somebody else: {why}', {
            identifier: `${type}:${value}`,
            why: sayApart(reason, null),
          })}
        </Text>
      ))}
      <FlagList flags={event.flags} />
      <div>
        <Text fw={600} size="sm" mb={6}>
          {t('As it is kept')}
        </Text>
        <CodeBlock code={JSON.stringify(event, null, 2)} label={t('The event as JSON')} tall />
      </div>
    </Stack>
  );
}
