import { Anchor } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { queries } from '../api/queries';
import { t } from '../intl/text';
import { MessageTable } from '../messages/message-table';
import { Panel } from '../ui/panel';
import { rowsOf } from '../ui/rows';

export function LatestMessages() {
  const messages = useInfiniteQuery({ ...queries.messages({}), refetchInterval: 10_000 });
  const rows = rowsOf(messages.data).slice(0, 5);
  if (rows.length === 0) return null;
  return (
    <Panel
      title={t('Latest messages')}
      flush
      aside={
        <Anchor component={Link} to="/messages" size="sm">
          {t('Message log')}
        </Anchor>
      }
    >
      <MessageTable rows={rows} label={t('Latest messages')} />
    </Panel>
  );
}
