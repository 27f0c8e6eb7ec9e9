import type { JourneyDraft } from '@rapport/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { queries } from '../api/queries';
import type { Journey } from '../api/types';
import { useStartingDraft } from '../drafts/starting-draft';
import { t } from '../intl/text';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { Failure, Loading } from '../ui/states';
import { JourneyEditor } from './journey-editor';

export function JourneyPage() {
  const { journeyId } = useParams({ from: '/journeys/$journeyId' });
  const client = useQueryClient();
  const query = useQuery(queries.journey(journeyId));
  const starting = useStartingDraft<JourneyDraft, Journey>('journeys', query.data);
  const [generation, setGeneration] = useState(0);
  const reload = async () => {
    await client.refetchQueries({ queryKey: queries.journey(journeyId).queryKey });
    setGeneration((before) => before + 1);
  };
  if (query.error && !query.data) {
    return (
      <Page title={t('Journey')} back={{ to: '/journeys', label: t('Journeys') }}>
        <Panel>
          <Failure error={query.error} retry={() => void query.refetch()} />
        </Panel>
      </Page>
    );
  }
  if (!query.data || (!starting && query.data.data.published)) return <Loading />;
  return (
    <JourneyEditor
      key={generation}
      loaded={query.data}
      starting={starting ?? { steps: [] }}
      reload={() => void reload()}
    />
  );
}
