import { Button, Group } from '@mantine/core';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { t } from '../intl/text';

type More = Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>;

/** Older rows come when asked for; the button goes when there are none. */
export function MoreButton({ query }: { query: More }) {
  if (!query.hasNextPage) return null;
  return (
    <Group justify="center" p={14} style={{ borderTop: '1px solid var(--app-border)' }}>
      <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {t('Show more')}
      </Button>
    </Group>
  );
}
