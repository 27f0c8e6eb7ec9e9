import { Group, Stack, Text } from '@mantine/core';
import { CircleX } from 'lucide-react';
import type { LiveEvent } from '../api/event-types';
import { t } from '../intl/text';
import { AddRuleButton } from '../plans/add-rule-button';
import { At } from '../ui/at';
import { CodeBlock } from '../ui/code-block';
import { Facts } from '../ui/facts';
import { PersonLink, SourceLink } from '../ui/links';
import { FaultAlert } from '../ui/states';
import { StatusBadge } from '../ui/status-badge';
import { FlagList } from './flag-list';
import { payloadOf } from './payload-of';
import { helpWith, sayRejection } from './say-code';

export default function EventFacts({ event }: { event: LiveEvent }) {
  return (
    <Stack gap="lg">
      {event.code && <Rejection event={event} code={event.code} />}
      <Facts
        items={[
          [t('Outcome'), <OutcomeBadge key="outcome" event={event} />],
          [t('Person'), <Person key="person" event={event} />],
          [
            t('Source'),
            <SourceLink key="source" id={event.source.id}>
              {event.source.name ?? event.source.id}
            </SourceLink>,
          ],
          [t('Happened'), <At key="at" value={event.timestamp} />],
          [t('Received'), <At key="received" value={event.receivedAt} />],
          [t('Message id'), event.messageId ?? '–'],
        ]}
      />
      <FlagList flags={event.flags} />
      {event.type && (
        <Group>
          <AddRuleButton
            type={event.type}
            event={event.type === 'track' ? event.name : null}
            label={t('Add rule from this example')}
            example={payloadOf(event)}
          />
        </Group>
      )}
      <div>
        <Text fw={600} size="sm" mb={6}>
          {t('Payload')}
        </Text>
        <CodeBlock
          code={typeof event.payload === 'string' ? event.payload : JSON.stringify(event.payload, null, 2)}
          label={event.outcome === 'accepted' ? t('Payload as normalised') : t('Payload as sent')}
          tall
        />
      </div>
    </Stack>
  );
}

function OutcomeBadge({ event }: { event: LiveEvent }) {
  if (event.outcome === 'accepted') return <StatusBadge tone="good">{t('Accepted')}</StatusBadge>;
  return (
    <StatusBadge tone="bad" icon={CircleX}>
      {t('Rejected')}
    </StatusBadge>
  );
}

function Rejection({ event, code }: { event: LiveEvent; code: string }) {
  return (
    <FaultAlert
      title={t('{why}.', { why: sayRejection(code) })}
      message={
        <>
          {event.field && (
            <Text size="sm">
              {t('At {field}: {message}', { field: event.field, message: event.message ?? code })}
            </Text>
          )}
          {helpWith(code) && <Text size="sm">{helpWith(code)}</Text>}
          <Text size="sm" mt={4}>
            {t('It was set aside as it came, with the code {code}; it changed nobody.', { code })}
          </Text>
        </>
      }
    />
  );
}

function Person({ event }: { event: LiveEvent }) {
  if (!event.person) return <>–</>;
  if (event.outcome === 'rejected') return <>{event.person}</>;
  return <PersonLink person={event.person}>{event.person}</PersonLink>;
}
