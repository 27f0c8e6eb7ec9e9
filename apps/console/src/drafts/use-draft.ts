import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { listKey } from '../api/queries';
import { request, type Answer } from '../api/request';
import type { Versioned } from '../api/types';

export type DraftResource = 'templates' | 'journeys' | 'tracking-plans' | 'transforms';

export interface DraftState<Draft> {
  draft: Draft;
  change: (next: Draft) => void;
  dirty: boolean;
  saving: boolean;
  saveError: unknown;
  /** Writes what differs; with `overwrite` it wins over somebody else's change knowingly. */
  save: (overwrite?: boolean) => Promise<void>;
  publish: (comment: string) => Promise<void>;
  publishing: boolean;
  publishError: unknown;
  /** Reads the object again after something beside its draft was changed; the draft in hand stays. */
  refresh: () => Promise<void>;
  forgetErrors: () => void;
}

/**
 * A draft in the hands of one member. Every write names the ETag it started from, so that two members never overwrite
 * each other unknowingly (412 `stale_revision`).
 */
export function useDraft<Draft, Thing extends Versioned<Draft>>(
  resource: DraftResource,
  loaded: Answer<Thing>,
  initial: Draft,
): DraftState<Draft> {
  const client = useQueryClient();
  const path = `/${resource}/${loaded.data.id}`;
  const [draft, setDraft] = useState(initial);
  const [saved, setSaved] = useState(() => JSON.stringify(loaded.data.draft ?? initial));
  const etag = useRef(loaded.etag);
  const dirty = JSON.stringify(draft) !== saved;

  /** The ETag covers name and status too: after our own change the object is read again. */
  const reload = useCallback(async () => {
    const answer = await request<Thing>('GET', path);
    etag.current = answer.etag;
    client.setQueryData(['editable', path], answer);
    await client.invalidateQueries({ queryKey: listKey(`/${resource}`) });
    await client.invalidateQueries({ queryKey: listKey(`${path}/versions`) });
  }, [client, path, resource]);

  const write = useMutation({
    mutationFn: async ({ next, overwrite }: { next: Draft; overwrite: boolean }) => {
      await request('PUT', `${path}/draft`, { body: next, ifMatch: overwrite ? '*' : (etag.current ?? '*') });
      setSaved(JSON.stringify(next));
      await reload();
    },
  });
  const publishing = useMutation({
    mutationFn: async (comment: string) => {
      await request('POST', `${path}/publish`, {
        body: comment ? { comment } : {},
        ...(etag.current ? { ifMatch: etag.current } : {}),
      });
      await reload();
    },
  });

  const save = async (overwrite = false) => {
    if (!dirty && !overwrite) return;
    await write.mutateAsync({ next: draft, overwrite });
  };
  return {
    draft,
    change: setDraft,
    dirty,
    saving: write.isPending,
    saveError: write.error,
    save,
    publish: async (comment) => {
      await save();
      await publishing.mutateAsync(comment);
    },
    publishing: publishing.isPending || write.isPending,
    publishError: publishing.error,
    refresh: reload,
    forgetErrors: () => {
      write.reset();
      publishing.reset();
    },
  };
}
