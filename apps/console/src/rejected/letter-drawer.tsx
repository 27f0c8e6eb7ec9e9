import { Button, Drawer, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import { dataQueries } from '../api/data-queries';
import type { DeadLetter } from '../api/letter-types';
import { helpWith, sayRejection } from '../events/say-code';
import { formatNumber, t } from '../intl/text';
import { At } from '../ui/at';
import { Facts } from '../ui/facts';
import { Failure, FaultAlert, Loading } from '../ui/states';
import { LetterBadge } from './letter-state';
import { MarkedJson } from './marked-json';

interface LetterDrawerProps {
  letter: DeadLetter | null;
  sourceName: string;
  onReplay: (letter: DeadLetter) => void;
  onClose: () => void;
}

/** One dead letter: why it could not be processed, where the fault is in it, and the way to try again. */
export function LetterDrawer({ letter, sourceName, onReplay, onClose }: LetterDrawerProps) {
  return (
    <Drawer
      opened={letter !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={letter ? sayRejection(letter.code) : ''}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      {letter && (
        <Stack gap="lg">
          <FaultAlert
            title={
              letter.field
                ? t('At {field}: {message}', { field: letter.field, message: letter.message })
                : letter.message
            }
            message={helpWith(letter.code) ?? t('Code {code}.', { code: letter.code })}
          />
          <Facts items={factsOf(letter, sourceName)} />
          <div>
            <Text fw={600} size="sm" mb={6}>
              {t('As it came')}
            </Text>
            <Payload letter={letter} />
          </div>
          {letter.state === 'open' && (
            <Group justify="flex-end">
              <Button leftSection={<RotateCcw size={16} aria-hidden />} onClick={() => onReplay(letter)}>
                {t('Replay this one…')}
              </Button>
            </Group>
          )}
        </Stack>
      )}
    </Drawer>
  );
}

function factsOf(letter: DeadLetter, sourceName: string): [string, React.ReactNode][] {
  const place: [string, React.ReactNode][] =
    letter.origin === 'ingest'
      ? [[t('Source'), sourceName]]
      : [
          [t('Consumer'), letter.consumer ?? '–'],
          [t('Record'), `${letter.topic ?? '–'} ${letter.partition ?? ''}/${letter.offset ?? ''}`],
          [t('Attempts'), formatNumber(letter.attempts)],
        ];
  return [
    [t('State'), <LetterBadge key="state" state={letter.state} />],
    ...place,
    [t('Message id'), letter.messageId ?? '–'],
    [t('Received'), <At key="r" value={letter.receivedAt} />],
    [t('Set aside'), <At key="f" value={letter.firstAt} />],
    [t('Tried last'), <At key="l" value={letter.lastAt} />],
  ];
}

function Payload({ letter }: { letter: DeadLetter }) {
  const payload = useQuery(dataQueries.letterPayload(letter.id));
  if (payload.error) return <Failure error={payload.error} retry={() => void payload.refetch()} />;
  if (!payload.data) return <Loading />;
  const { encoding, payload: text, truncated, bytes } = payload.data;
  return (
    <Stack gap={6}>
      <MarkedJson
        text={text}
        field={encoding === 'utf8' && letter.origin === 'ingest' ? letter.field : null}
        label={t('Payload as it came')}
      />
      {encoding === 'base64' && (
        <Text size="sm" c="dimmed">
          {t('The bytes are no text; they are shown in Base64.')}
        </Text>
      )}
      {truncated && (
        <Text size="sm" c="dimmed">
          {t('Only the beginning was kept of {n} bytes. It cannot be replayed.', { n: formatNumber(bytes) })}
        </Text>
      )}
    </Stack>
  );
}
