import { Button, Group, Modal, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { CircleCheck, Send } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { sayProblem } from '../api/problem';
import { queries } from '../api/queries';
import { t } from '../intl/text';
import { MailboxLink, PersonLink } from '../ui/links';
import { rowsOf } from '../ui/rows';
import { FaultAlert } from '../ui/states';
import { sendTestEvent, testPerson, type TestPerson } from './send-test-event';
import classes from './test-event-modal.module.css';

interface TestEventModalProps {
  opened: boolean;
  onClose: () => void;
  /** Of the trigger, when a journey is tried. */
  eventName?: string;
  sourceId?: string;
}

export function TestEventModal({ opened, onClose, eventName, sourceId }: TestEventModalProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('Send a test event')}
      closeButtonProps={{ 'aria-label': t('Close') }}
      size="md"
    >
      <TestEventForm eventName={eventName ?? testPerson.event} {...(sourceId ? { sourceId } : {})} />
    </Modal>
  );
}

function TestEventForm({ eventName, sourceId }: { eventName: string; sourceId?: string }) {
  const client = useQueryClient();
  const [person, setPerson] = useState<TestPerson>({ ...testPerson, event: eventName });
  const sources = useInfiniteQuery(queries.sources());
  const enabled = rowsOf(sources.data).filter((source) => source.enabled);
  const source = enabled.find((one) => one.id === sourceId) ?? enabled[0];
  const send = useMutation({
    mutationFn: () =>
      source ? sendTestEvent(source.writeKey, person) : Promise.reject(new Error('no source')),
    onSuccess: () => client.invalidateQueries({ queryKey: ['setup'] }),
  });
  const field = (name: keyof TestPerson) => ({
    value: person[name],
    required: true,
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => {
      const value = event.currentTarget.value;
      setPerson((before) => ({ ...before, [name]: value }));
      send.reset();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send.mutate();
  };
  if (sources.data && !source)
    return <FaultAlert message={t('Every source is disabled. Enable one first.')} />;
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t(
            'One identify and one track, posted to the wire with the write key of “{source}”: the same path your product takes.',
            {
              source: source?.name ?? '…',
            },
          )}
        </Text>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <TextInput label={t('First name')} {...field('firstName')} />
          <TextInput label={t('User id')} {...field('userId')} />
        </SimpleGrid>
        <TextInput label={t('Email')} type="email" {...field('email')} />
        <TextInput label={t('Event')} {...field('event')} data-autofocus />
        {send.error && <FaultAlert message={sayProblem(send.error)} />}
        <div role="status">{send.isSuccess && <Sent person={person} />}</div>
        <Group justify="flex-end">
          <Button
            type="submit"
            loading={send.isPending}
            disabled={!source}
            leftSection={<Send size={16} aria-hidden />}
          >
            {send.isSuccess ? t('Send again') : t('Send')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Sent({ person }: { person: TestPerson }) {
  return (
    <div className={classes.sent}>
      <CircleCheck size={18} aria-hidden />
      <span>
        {t('Accepted.')}{' '}
        <PersonLink person={`user_id:${person.userId}`}>
          {t('See {name}', { name: person.firstName })}
        </PersonLink>
        {' · '}
        <MailboxLink recipient={person.email}>{t('Open the mailbox')}</MailboxLink>
      </span>
    </div>
  );
}
