import type { Condition } from '@rapport/contracts';
import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { queries } from '../api/queries';
import { request } from '../api/request';
import type { Page, Profile } from '../api/types';

export interface PeopleFilter {
  q?: string;
  identified?: string;
  where?: Condition;
}

interface FoundPage extends Page<Profile> {
  count?: number;
  exact?: boolean;
}

const sort = '-lastSeenAt';

function foundPeople({ q, where }: PeopleFilter) {
  return infiniteQueryOptions({
    queryKey: ['list', '/profiles/search', { q, where }],
    queryFn: async ({ pageParam, signal }) => {
      const page = pageParam === undefined ? { count: true } : { cursor: pageParam };
      const body = { condition: where, ...(q && { q }), sort, limit: 50, ...page };
      return (await request<FoundPage>('POST', '/profiles/search', { body, signal })).data;
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    retry: false,
  });
}

/** People by how something about them begins, and by what is true of them. */
export function usePeople(filter: PeopleFilter) {
  const { q, identified, where } = filter;
  const listed = useInfiniteQuery({
    ...queries.profiles({ q, identified, sort }),
    refetchInterval: 10_000,
    enabled: where === undefined,
  });
  const found = useInfiniteQuery({ ...foundPeople(filter), enabled: where !== undefined });
  // The server answers after a second of looking: a page may be empty although the list goes on.
  const isEmptyYet = where !== undefined && found.data?.pages.every(({ data }) => data.length === 0);
  const goesOn = isEmptyYet === true && found.hasNextPage && !found.isFetching && !found.error;
  const { fetchNextPage } = found;
  useEffect(() => {
    if (goesOn) void fetchNextPage();
  }, [goesOn, fetchNextPage]);
  const first = found.data?.pages[0];
  return {
    query: where === undefined ? listed : found,
    isLooking: isEmptyYet === true && found.hasNextPage,
    count: where === undefined || first?.count === undefined ? null : { n: first.count, exact: first.exact },
  };
}
