import type { TrackingPlan } from '@rapport/contracts';
import { Tabs } from '@mantine/core';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { Plan } from '../api/plan-types';
import type { Answer } from '../api/request';
import { DraftFrame } from '../drafts/draft-frame';
import { DraftLoader } from '../drafts/draft-loader';
import { SaveFaults } from '../drafts/save-faults';
import { useDraft } from '../drafts/use-draft';
import { VersionsPanel } from '../drafts/versions-panel';
import { t } from '../intl/text';
import { PlanSources } from './plan-sources';
import { ReactionsPanel } from './reactions-panel';
import { Removals } from './removals';
import { RulesPanel } from './rules-panel';
import { ViolationsPanel } from './violations-panel';

const back = { to: '/tracking-plans', label: t('Tracking plan') } as const;

export function PlanPage() {
  const { planId } = useParams({ from: '/tracking-plans/$planId' });
  return (
    <DraftLoader<TrackingPlan, Plan>
      resource="tracking-plans"
      id={planId}
      title={t('Tracking plan')}
      back={back}
    >
      {(loaded, starting, reload) => <PlanEditor loaded={loaded} starting={starting} reload={reload} />}
    </DraftLoader>
  );
}

interface PlanEditorProps {
  loaded: Answer<Plan>;
  starting: TrackingPlan;
  reload: () => void;
}

function PlanEditor({ loaded, starting, reload }: PlanEditorProps) {
  const plan = loaded.data;
  const state = useDraft('tracking-plans', loaded, starting);
  const { tab = 'rules' } = useSearch({ from: '/tracking-plans/$planId' });
  const navigate = useNavigate({ from: '/tracking-plans/$planId' });
  return (
    <DraftFrame
      resource="tracking-plans"
      thing={plan}
      state={state}
      back={back}
      archiveText={t('A plan that sources follow cannot be archived: take them off it first.')}
      publishedText={t('Published. Events that arrive from now on are held against it.')}
      publishText={
        <>
          {plan.sourceIds.length === 0
            ? t('No source follows it yet; choose some under Sources, and it begins to count.')
            : t('From then on the events of its sources are held against this version.')}
          <Removals planId={plan.id} revision={loaded.etag ?? ''} />
        </>
      }
      reload={reload}
    >
      <SaveFaults error={state.saveError} />
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) =>
          void navigate({ search: (before) => ({ ...before, tab: next ?? undefined }), replace: true })
        }
      >
        <Tabs.List aria-label={t('Parts of the plan')} mb="md">
          <Tabs.Tab value="rules">{t('Rules')}</Tabs.Tab>
          <Tabs.Tab value="reactions">{t('What happens')}</Tabs.Tab>
          <Tabs.Tab value="sources">{t('Sources')}</Tabs.Tab>
          <Tabs.Tab value="violations">{t('Violations')}</Tabs.Tab>
          <Tabs.Tab value="versions">{t('Versions')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="rules">
          <RulesPanel planId={plan.id} plan={state.draft} onChange={state.change} />
        </Tabs.Panel>
        <Tabs.Panel value="reactions">
          <ReactionsPanel
            reactions={state.draft.onViolation}
            onChange={(onViolation) => state.change({ ...state.draft, onViolation })}
          />
        </Tabs.Panel>
        <Tabs.Panel value="sources">
          <PlanSources plan={plan} onDone={state.refresh} />
        </Tabs.Panel>
        <Tabs.Panel value="violations">
          <ViolationsPanel plan={plan} />
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <VersionsPanel resource="tracking-plans" id={plan.id} />
        </Tabs.Panel>
      </Tabs>
    </DraftFrame>
  );
}
