import { Button, TextInput } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Inbox, Trash2 } from 'lucide-react';
import { listKey, queries } from '../api/queries';
import { request } from '../api/request';
import type { MailboxItem } from '../api/types';
import { t } from '../intl/text';
import { At } from '../ui/at';
import { confirmFirst } from '../ui/confirm';
import { FilterBar } from '../ui/filter-bar';
import { MoreButton } from '../ui/more-button';
import { tellDone, tellFault } from '../ui/notices';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { rowsOf } from '../ui/rows';
import { Empty, Failure, Loading } from '../ui/states';
import { useTyped } from '../ui/use-typed';
import classes from './mailbox.module.css';
import { ReadingPane } from './reading-pane';

export function MailboxPage() {
  const search = useSearch({ from: '/mailbox' });
  const navigate = useNavigate({ from: '/mailbox' });
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const [recipient, setRecipient] = useTyped(search.recipient ?? '', (value) =>
    set({ recipient: value || undefined, item: undefined }),
  );
  const mailbox = useInfiniteQuery({
    ...queries.mailbox({ recipient: search.recipient, msgId: search.msgId }),
    refetchInterval: 2000,
  });
  const items = rowsOf(mailbox.data);
  const chosen = search.item ?? items[0]?.id;
  const filtered = Boolean(search.recipient ?? search.msgId);
  return (
    <Page
      title={t('Mailbox')}
      subtitle={t('Messages captured on this machine. Nothing here went out to anybody.')}
      actions={<EmptyMailbox disabled={items.length === 0 && !filtered} />}
      width="wide"
    >
      <FilterBar label={t('Filter the mailbox')}>
        <TextInput
          label={t('Recipient')}
          placeholder={t('Whole address')}
          value={recipient}
          onChange={(event) => setRecipient(event.currentTarget.value)}
        />
        {search.msgId && (
          <Button variant="default" onClick={() => set({ msgId: undefined, item: undefined })}>
            {t('Show all messages')}
          </Button>
        )}
      </FilterBar>
      {mailbox.error && !mailbox.data ? (
        <Panel>
          <Failure error={mailbox.error} retry={() => void mailbox.refetch()} />
        </Panel>
      ) : !mailbox.data ? (
        <Loading />
      ) : items.length === 0 ? (
        <Panel>
          <Empty icon={Inbox} title={filtered ? t('Nothing for this recipient') : t('The mailbox is empty')}>
            {filtered
              ? t('A message appears here by itself as soon as it is handed over.')
              : t(
                  'Until you add a way to send, every message of every journey lands here. Publish a journey and send a test event.',
                )}
          </Empty>
        </Panel>
      ) : (
        <div className={classes.split} data-reading={search.item ? 'true' : undefined}>
          <Panel flush>
            <ItemList items={items} chosen={chosen} onChoose={(item) => set({ item })} />
            <MoreButton query={mailbox} />
          </Panel>
          {chosen && <ReadingPane itemId={chosen} onBack={() => set({ item: undefined })} />}
        </div>
      )}
    </Page>
  );
}

function ItemList({
  items,
  chosen,
  onChoose,
}: {
  items: MailboxItem[];
  chosen: string | undefined;
  onChoose: (id: string) => void;
}) {
  return (
    <ul className={classes.items} aria-label={t('Captured messages, newest first')}>
      {items.map((item) => (
        <li key={item.id}>
          <button
            type="button"
            className={classes.item}
            aria-current={item.id === chosen ? 'true' : undefined}
            onClick={() => onChoose(item.id)}
          >
            <span className={classes.top}>
              <span className={classes.recipient}>{item.recipient}</span>
              <span className={classes.when}>
                <At value={item.receivedAt} />
              </span>
            </span>
            <span className={classes.subject}>{item.subject}</span>
            <span className={classes.snippet}>{item.snippet}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function EmptyMailbox({ disabled }: { disabled: boolean }) {
  const client = useQueryClient();
  const empty = useMutation({
    mutationFn: () => request('DELETE', '/mailbox'),
    onSuccess: async () => {
      tellDone(t('The mailbox is empty.'));
      await client.invalidateQueries({ queryKey: listKey('/mailbox') });
    },
    onError: tellFault,
  });
  const ask = () =>
    confirmFirst({
      title: t('Empty the mailbox?'),
      text: t(
        'All captured messages go, for every recipient. The message log keeps its records and the exact content.',
      ),
      confirm: t('Empty the mailbox'),
      danger: true,
      onConfirm: () => empty.mutate(),
    });
  return (
    <Button
      variant="default"
      leftSection={<Trash2 size={16} aria-hidden />}
      disabled={disabled}
      loading={empty.isPending}
      onClick={ask}
    >
      {t('Empty the mailbox')}
    </Button>
  );
}
