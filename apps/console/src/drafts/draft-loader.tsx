import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { LinkProps } from '@tanstack/react-router';
import { Fragment, useState, type ReactNode } from 'react';
import { editable } from '../api/queries';
import type { Answer } from '../api/request';
import type { Versioned } from '../api/types';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { Failure, Loading } from '../ui/states';
import { useStartingDraft } from './starting-draft';
import type { DraftResource } from './use-draft';

interface DraftLoaderProps<Draft, Thing> {
  resource: DraftResource;
  id: string;
  title: string;
  back: { to: LinkProps['to']; label: string };
  children: (loaded: Answer<Thing>, starting: Draft, reload: () => void) => ReactNode;
}

/** Reads an object and the draft its editor opens with; after a reload the editor begins anew. */
export function DraftLoader<Draft, Thing extends Versioned<Draft>>({
  resource,
  id,
  title,
  back,
  children,
}: DraftLoaderProps<Draft, Thing>) {
  const client = useQueryClient();
  const options = editable<Thing>(`/${resource}/${id}`);
  const query = useQuery(options);
  const starting = useStartingDraft<Draft, Thing>(resource, query.data);
  const [generation, setGeneration] = useState(0);
  const reload = async () => {
    await client.refetchQueries({ queryKey: options.queryKey });
    setGeneration((before) => before + 1);
  };
  if (query.error && !query.data) {
    return (
      <Page title={title} back={back}>
        <Panel>
          <Failure error={query.error} retry={() => void query.refetch()} />
        </Panel>
      </Page>
    );
  }
  if (!query.data || !starting) return <Loading />;
  return <Fragment key={generation}>{children(query.data, starting, () => void reload())}</Fragment>;
}
