import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { CircleCheck } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { dataQueries } from '../api/data-queries';
import type { DeadLetter, LetterChoice, LetterFilter, LetterOrigin } from '../api/letter-types';
import { queries } from '../api/queries';
import { post } from '../api/request';
import { formatNumber, t } from '../intl/text';
import { confirmFirst } from '../ui/confirm';
import { MoreButton } from '../ui/more-button';
import { tellDone, tellFault } from '../ui/notices';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { rowsOf } from '../ui/rows';
import { Empty, Failure, Loading } from '../ui/states';
import { BulkBar } from './bulk-bar';
import { LetterDrawer } from './letter-drawer';
import { LetterFilters } from './letter-filters';
import { LetterTable } from './letter-table';
import { Reasons } from './reasons';

const ReplayModal = lazy(() => import('./replay-modal'));

interface Asked {
  choice: LetterChoice;
  subject: string;
}

export function RejectedPage() {
  const search = useSearch({ from: '/rejected' });
  const client = useQueryClient();
  const state = search.state === 'all' ? undefined : (search.state ?? 'open');
  const letters = useInfiniteQuery({
    ...dataQueries.letters({ ...search, state }),
    refetchInterval: 5000,
  });
  const sources = rowsOf(useInfiniteQuery(queries.sources()).data);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [shown, setShown] = useState<DeadLetter | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const rows = rowsOf(letters.data);
  const nameOfSource = (id: string | null) =>
    sources.find((source) => source.id === id)?.name ?? t('a source that is gone');
  const ask = (all: boolean): Asked =>
    all
      ? { choice: { filter: filterOf(search) }, subject: t('all that match') }
      : { choice: { ids: [...chosen] }, subject: t('{n} chosen', { n: formatNumber(chosen.size) }) };
  const discard = useMutation({
    mutationFn: (choice: LetterChoice) => post('/dead-letters/discard', choice),
    onSuccess: async () => {
      setChosen(new Set());
      tellDone(t('Being discarded. They can still be looked at.'));
      await client.invalidateQueries({
        predicate: ({ queryKey }) => String(queryKey[1]).startsWith('/dead-letters'),
      });
    },
    onError: tellFault,
  });
  const askDiscard = (all: boolean) => {
    const { choice, subject } = ask(all);
    confirmFirst({
      title: t('Discard {subject}?', { subject }),
      text: t('You say that nobody will replay them. They stay to be looked at until they are too old.'),
      confirm: t('Discard'),
      danger: true,
      onConfirm: () => discard.mutate(choice),
    });
  };
  return (
    <Page
      title={t('Rejected')}
      subtitle={t(
        'What could not be processed is set aside as it came, with the reason. Repair the cause, then replay: each has its effect once.',
      )}
    >
      <Reasons />
      <LetterFilters sources={sources} />
      <Panel flush>
        {letters.error && !letters.data ? (
          <Failure error={letters.error} retry={() => void letters.refetch()} />
        ) : !letters.data ? (
          <Loading />
        ) : rows.length === 0 ? (
          <Empty
            icon={CircleCheck}
            title={state === 'open' ? t('Nothing is waiting here') : t('Nothing matches')}
          >
            {t(
              'When an event cannot be taken, or a consumer fails on a record, it appears here with the reason and its payload. Nothing is lost.',
            )}
          </Empty>
        ) : (
          <>
            {rows.some((row) => row.state === 'open') && (
              <BulkBar chosen={chosen.size} onReplay={(all) => setAsked(ask(all))} onDiscard={askDiscard} />
            )}
            <LetterTable
              rows={rows}
              chosen={chosen}
              nameOfSource={nameOfSource}
              onChoose={setChosen}
              onOpen={setShown}
            />
            <MoreButton query={letters} />
          </>
        )}
      </Panel>
      <LetterDrawer
        letter={shown}
        sourceName={nameOfSource(shown?.sourceId ?? null)}
        onClose={() => setShown(null)}
        onReplay={(letter) => {
          setShown(null);
          setAsked({ choice: { ids: [letter.id] }, subject: t('one event') });
        }}
      />
      {asked && (
        <Suspense fallback={null}>
          <ReplayModal
            {...asked}
            onClose={() => {
              setAsked(null);
              setChosen(new Set());
            }}
          />
        </Suspense>
      )}
    </Page>
  );
}

function filterOf(search: { code?: string; origin?: string; sourceId?: string }): LetterFilter {
  return {
    ...(search.code ? { code: [search.code] } : {}),
    ...(search.origin ? { origin: [search.origin as LetterOrigin] } : {}),
    ...(search.sourceId ? { sourceId: [search.sourceId] } : {}),
  };
}
