import { useQuery } from '@tanstack/react-query';
import { dataQueries } from '../api/data-queries';
import { hasEnded, type Operation } from '../api/operation-types';

/** Follows long work until it has ended; undefined before the first look. */
export function useOperation(service: string, id: string | null): Operation | undefined {
  const query = useQuery({
    ...dataQueries.operation(service, id ?? ''),
    enabled: id !== null,
    refetchInterval: ({ state }) => (state.data && hasEnded(state.data.state) ? false : 600),
  });
  return query.data;
}
