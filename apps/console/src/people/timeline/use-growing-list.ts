import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { hasCode } from '../../api/problem';
import { list } from '../../api/queries';
import { get, type Query } from '../../api/request';
import type { Page } from '../../api/types';
import { rowsOf } from '../../ui/rows';
import { joinHead } from '../domain/join-head';

const pageSize = 50;

export interface GrowingList<T> {
  rows: T[];
  /** Read at least once. */
  isRead: boolean;
  more: boolean;
  error: unknown;
  isReadingOn: boolean;
  readOn: () => Promise<unknown>;
  /** Reads the first page again and keeps what was read below it. */
  lookAgain: () => Promise<void>;
  retry: () => void;
}

/** A list that grows at its top while somebody reads further down. */
export function useGrowingList<T>(
  path: string,
  query: Query,
  idOf: (row: T) => string,
  enabled = true,
): GrowingList<T> {
  const client = useQueryClient();
  const options = list<T>(path, query, pageSize);
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    ...options,
    enabled,
    refetchOnWindowFocus: false,
  });
  const lookAgain = useCallback(
    async () => {
      if (!enabled) return;
      if (!client.getQueryData(options.queryKey)) return void (await refetch());
      const head = await get<Page<T>>(path, { ...query, limit: pageSize });
      client.setQueryData(options.queryKey, (known) => {
        if (!known) return known;
        const last = known.pages.at(-1);
        const joined = joinHead({ data: rowsOf(known), nextCursor: last?.nextCursor ?? null }, head, idOf);
        return { pages: [joined], pageParams: [undefined] };
      });
    },
    // The key stands for path and query.
    [client, enabled, refetch, JSON.stringify(options.queryKey)],
  );
  // A service that has not heard of the person yet knows nothing of theirs: that is an empty list.
  const isUnheard = hasCode(error, 'not_found');
  return {
    rows: rowsOf(data),
    isRead: data !== undefined || isUnheard,
    more: hasNextPage,
    error: isUnheard ? null : error,
    isReadingOn: isFetchingNextPage,
    readOn: fetchNextPage,
    lookAgain,
    retry: () => void refetch(),
  };
}
