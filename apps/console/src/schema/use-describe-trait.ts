import { useMutation, useQueryClient } from '@tanstack/react-query';
import { dataQueries } from '../api/data-queries';
import { listKey } from '../api/queries';
import { request } from '../api/request';
import type { PiiClass, RegisteredTrait } from '../api/schema-types';
import { t } from '../intl/text';
import { tellDone } from '../ui/notices';
import { sayClass } from './pii-classes';

export interface TraitChange {
  name: string;
  piiClass?: PiiClass;
  description?: string | null;
}

/** Says of a trait what it is; whatever shows traits is read again. */
export function useDescribeTrait(onDone?: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ name, ...body }: TraitChange) =>
      (await request<RegisteredTrait>('PATCH', `/schema/traits/${encodeURIComponent(name)}`, { body })).data,
    onSuccess: async ({ name, piiClass }) => {
      tellDone(t('“{name}” is now: {class}.', { name, class: sayClass(piiClass) }));
      await Promise.all([
        client.invalidateQueries({ queryKey: listKey('/schema/traits') }),
        client.invalidateQueries({ queryKey: dataQueries.traitRegistry().queryKey }),
      ]);
      onDone?.();
    },
  });
}
