import { useMutation, useQueryClient } from '@tanstack/react-query';
import { identityQueries, policyPath } from '../api/identity-queries';
import type { IdentitySettings } from '../api/identity-types';
import type { Operation } from '../api/operation-types';
import { request } from '../api/request';
import { t } from '../intl/text';
import { tellDone } from '../ui/notices';

export interface Application {
  settings: IdentitySettings;
  /** The version that was read, or `*` to win over somebody else's change knowingly. */
  ifMatch: string;
}

/** Stores the rules, which hold from then on, and shows the work that follows. */
export function useApply() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ settings, ifMatch }: Application) =>
      request<Operation>('PUT', policyPath, { body: settings, ifMatch }),
    onSuccess: async ({ data }) => {
      tellDone(t('The new rules hold. People are being brought up to date.'));
      client.setQueryData(identityQueries.lastRecomputation().queryKey, data);
      await client.invalidateQueries({ queryKey: identityQueries.policy().queryKey });
      await client.invalidateQueries({ queryKey: identityQueries.lastRecomputation().queryKey });
    },
  });
}
