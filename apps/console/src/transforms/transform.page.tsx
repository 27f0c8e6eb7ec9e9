import { Stack, TextInput } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useState } from 'react';
import { dataQueries } from '../api/data-queries';
import { queries } from '../api/queries';
import type { Answer } from '../api/request';
import type { Transform, TransformDraft } from '../api/transform-types';
import { DraftFrame } from '../drafts/draft-frame';
import { DraftLoader } from '../drafts/draft-loader';
import { SaveFaults } from '../drafts/save-faults';
import { useDraft } from '../drafts/use-draft';
import { VersionsPanel } from '../drafts/versions-panel';
import { payloadOf } from '../events/payload-of';
import { sayEvent } from '../events/say-event';
import { t } from '../intl/text';
import { SourcePicks } from '../sources/source-picks';
import { Panel } from '../ui/panel';
import { rowsOf } from '../ui/rows';
import { Loading } from '../ui/states';
import { Bench } from './bench';
import { testOf } from './keep-test';
import { StoredTests } from './stored-tests';
import classes from './transforms.module.css';
import { FailingNote } from './failing-note';
import { useTrial } from './use-trial';

const ScriptEditor = lazy(() => import('./script-editor'));
const back = { to: '/transforms', label: t('Transforms') } as const;

export function TransformPage() {
  const { transformId } = useParams({ from: '/transforms/$transformId' });
  return (
    <DraftLoader<TransformDraft, Transform>
      resource="transforms"
      id={transformId}
      title={t('Transform')}
      back={back}
    >
      {(loaded, starting, reload) => <TransformEditor loaded={loaded} starting={starting} reload={reload} />}
    </DraftLoader>
  );
}

interface TransformEditorProps {
  loaded: Answer<Transform>;
  starting: TransformDraft;
  reload: () => void;
}

function TransformEditor({ loaded, starting, reload }: TransformEditorProps) {
  const transform = loaded.data;
  const state = useDraft('transforms', loaded, starting);
  const { draft } = state;
  const change = (part: Partial<TransformDraft>) => state.change({ ...draft, ...part });
  const recent = useInfiniteQuery({ ...queries.events({ outcome: 'accepted' }), staleTime: 15_000 });
  const events = rowsOf(recent.data);
  const [chosen, setChosen] = useState<string | null>(null);
  const event = events.find((one) => one.id === chosen) ?? events[0];
  const payload = useMemo(() => (event ? payloadOf(event) : null), [event]);
  const trial = useTrial(transform.id, draft.code, payload);
  const check = useQuery({
    ...dataQueries.draftCheck('transforms', transform.id, loaded.etag ?? ''),
    enabled: !state.dirty && draft.tests.length > 0 && Boolean(transform.draft),
  });
  return (
    <DraftFrame
      resource="transforms"
      thing={transform}
      state={state}
      back={back}
      archiveText={t('Events of its sources pass without it from then on.')}
      publishedText={t('Published. Events that arrive from now on pass through it.')}
      publishText={t(
        'From then on every event of the chosen sources passes through this version. Its tests run first.',
      )}
      reload={reload}
    >
      <SaveFaults error={state.saveError} />
      <FailingNote />
      <div className={classes.bench}>
        <div className={classes.column}>
          <Panel
            title={t('Code')}
            hint={t('A function of one event. Return it, a list of events, or null to drop it.')}
            flush
          >
            <Suspense fallback={<Loading label={t('Loading the editor…')} />}>
              <ScriptEditor
                value={draft.code}
                fault={trial.trial?.error ?? null}
                onChange={(code) => change({ code })}
              />
            </Suspense>
          </Panel>
          <Panel title={t('Where it runs')}>
            <Stack gap="md">
              <SourcePicks
                label={t('Sources it runs for')}
                value={draft.sourceIds}
                onChange={(sourceIds) => change({ sourceIds })}
              />
              <TextInput
                type="number"
                label={t('Order')}
                description={t('Among the transforms of one source; the lower runs first.')}
                min={0}
                max={1000}
                step={1}
                maw={220}
                value={draft.order}
                onChange={(event) => change({ order: Math.trunc(event.currentTarget.valueAsNumber) || 0 })}
              />
            </Stack>
          </Panel>
        </div>
        <div className={classes.column}>
          <Bench
            events={events}
            event={event}
            state={trial}
            onChoose={setChosen}
            onKeep={(given, results, error) =>
              change({
                tests: [
                  ...draft.tests,
                  testOf(sayEvent(event?.type ?? null, event?.name ?? null), given, results, error),
                ],
              })
            }
          />
          <StoredTests
            tests={draft.tests}
            problems={state.dirty ? undefined : check.data}
            onChange={(tests) => change({ tests })}
          />
          <VersionsPanel resource="transforms" id={transform.id} />
        </div>
      </div>
    </DraftFrame>
  );
}
