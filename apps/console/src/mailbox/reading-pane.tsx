import { Button, Group } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ChevronLeft, Trash2 } from 'lucide-react';
import { listKey, queries } from '../api/queries';
import { request } from '../api/request';
import type { MailboxMessage } from '../api/types';
import { t } from '../intl/text';
import { At } from '../ui/at';
import { confirmFirst } from '../ui/confirm';
import { ContentTabs } from '../ui/content-tabs';
import { Facts } from '../ui/facts';
import { MessageLink } from '../ui/links';
import { MailFrame } from '../ui/mail-frame';
import { mailPage } from '../ui/mail-page';
import { tellFault } from '../ui/notices';
import { Panel } from '../ui/panel';
import { Failure, Loading } from '../ui/states';
import classes from './mailbox.module.css';

export function ReadingPane({ itemId, onBack }: { itemId: string; onBack: () => void }) {
  const item = useQuery(queries.mailboxItem(itemId));
  return (
    <div className={classes.pane}>
      <div className={classes.backRow}>
        <Button variant="default" leftSection={<ChevronLeft size={16} aria-hidden />} onClick={onBack}>
          {t('All messages')}
        </Button>
      </div>
      {item.error ? (
        <Panel>
          <Failure error={item.error} retry={() => void item.refetch()} />
        </Panel>
      ) : item.data ? (
        <Mail mail={item.data} onRemoved={onBack} />
      ) : (
        <Loading />
      )}
    </div>
  );
}

function Mail({ mail, onRemoved }: { mail: MailboxMessage; onRemoved: () => void }) {
  const from = mail.from.name ? `${mail.from.name} <${mail.from.address}>` : mail.from.address;
  return (
    <Panel title={mail.subject} aside={<RemoveItem mail={mail} onRemoved={onRemoved} />}>
      <Facts
        items={[
          [t('From'), from],
          [t('To'), mail.recipient],
          [t('Received'), <At key="at" value={mail.receivedAt} />],
          ...(mail.msgId
            ? ([
                [
                  t('Why it was sent'),
                  <MessageLink key="m" id={mail.msgId}>
                    {t('Open in the message log')}
                  </MessageLink>,
                ],
              ] as [string, React.ReactNode][])
            : []),
        ]}
      />
      <Group mt="md" display="block">
        <ContentTabs
          html={<MailFrame src={mailPage(mail.id)} title={mail.subject} />}
          source={mail.html}
          text={mail.text}
          headers={mail.headers}
        />
      </Group>
    </Panel>
  );
}

function RemoveItem({ mail, onRemoved }: { mail: MailboxMessage; onRemoved: () => void }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => request('DELETE', `/mailbox/${mail.id}`),
    onSuccess: async () => {
      onRemoved();
      await client.invalidateQueries({ queryKey: listKey('/mailbox') });
    },
    onError: tellFault,
  });
  const ask = () =>
    confirmFirst({
      title: t('Remove this message?'),
      text: t('It leaves the mailbox. The message log keeps its record.'),
      confirm: t('Remove'),
      danger: true,
      onConfirm: () => remove.mutate(),
    });
  return (
    <Button
      variant="default"
      size="compact-sm"
      leftSection={<Trash2 size={14} aria-hidden />}
      loading={remove.isPending}
      onClick={ask}
    >
      {t('Remove')}
    </Button>
  );
}
