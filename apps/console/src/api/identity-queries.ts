import { queryOptions } from '@tanstack/react-query';
import type { IdentityPolicy } from './identity-types';
import { hasEnded, type Operation } from './operation-types';
import { editable } from './queries';
import { get } from './request';
import type { Page } from './types';

export const policyPath = '/identity-policy';

export const identityQueries = {
  policy: () => editable<IdentityPolicy>(policyPath),
  /** The last time that people were brought up to date with new rules: whoever started it, from wherever. */
  lastRecomputation: () =>
    queryOptions({
      queryKey: ['one', '/operations/profiles', 'recompute_identities'],
      queryFn: async ({ signal }) => {
        const query = { kind: 'recompute_identities', limit: 1 };
        return (await get<Page<Operation>>('/operations/profiles', query, signal)).data[0] ?? null;
      },
      refetchInterval: ({ state }) => (state.data && !hasEnded(state.data.state) ? 700 : false),
    }),
};
