import { Drawer, Stack, Text } from '@mantine/core';
import { CircleX } from 'lucide-react';
import type { LiveEvent } from '../api/types';
import { t } from '../intl/text';
import { At } from '../ui/at';
import { CodeBlock } from '../ui/code-block';
import { Facts } from '../ui/facts';
import { PersonLink } from '../ui/links';
import { FaultAlert } from '../ui/states';
import { StatusBadge } from '../ui/status-badge';
import { sayEvent, sayRejection } from './say-event';

/** One event as it was normalised at the door. */
export function EventDrawer({ event, onClose }: { event: LiveEvent | null; onClose: () => void }) {
  return (
    <Drawer
      opened={event !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={event ? sayEvent(event.type, event.name) : ''}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      {event && <EventFacts event={event} />}
    </Drawer>
  );
}

function EventFacts({ event }: { event: LiveEvent }) {
  const badge =
    event.outcome === 'accepted' ? (
      <StatusBadge tone="good">{t('Accepted')}</StatusBadge>
    ) : (
      <StatusBadge tone="bad" icon={CircleX}>
        {t('Rejected')}
      </StatusBadge>
    );
  return (
    <Stack gap="lg">
      {event.code && (
        <FaultAlert
          title={event.code}
          message={t('{why}. Nothing of it was kept but this record.', { why: sayRejection(event.code) })}
        />
      )}
      <Facts
        items={[
          [t('Outcome'), badge],
          [t('Person'), <Person key="person" event={event} />],
          [t('Source'), event.source.name],
          [t('Happened'), <At key="at" value={event.timestamp} />],
          [t('Received'), <At key="received" value={event.receivedAt} />],
          [t('Message id'), event.messageId ?? '–'],
          ...(event.flags.length > 0
            ? [[t('Odd but kept'), event.flags.join(', ')] as [string, string]]
            : []),
        ]}
      />
      <div>
        <Text fw={600} size="sm" mb={6}>
          {t('Payload')}
        </Text>
        <CodeBlock code={JSON.stringify(event.payload, null, 2)} label={t('Payload as normalised')} tall />
      </div>
    </Stack>
  );
}

function Person({ event }: { event: LiveEvent }) {
  if (!event.person) return <>–</>;
  if (event.outcome === 'rejected') return <>{event.person}</>;
  return <PersonLink person={event.person}>{event.person}</PersonLink>;
}
