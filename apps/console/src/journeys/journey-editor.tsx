import type { JourneyDraft, Problem } from '@rapport/contracts';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { queries } from '../api/queries';
import { post, type Answer } from '../api/request';
import type { Journey } from '../api/types';
import { useSeenNames } from '../drafts/seen-names';
import { StaleNotice } from '../drafts/stale-notice';
import { useUnsavedGuard } from '../drafts/unsaved-guard';
import { useDraft, type DraftState } from '../drafts/use-draft';
import { VersionBadges } from '../drafts/version-badges';
import { VersionsPanel } from '../drafts/versions-panel';
import { t } from '../intl/text';
import { Page } from '../ui/page';
import { rowsOf } from '../ui/rows';
import { ChecksPanel } from './checks-panel';
import { refusalsOf } from './draft-problems';
import { JourneyEditingContext } from './editor-context';
import { JourneyActions } from './journey-actions';
import { LooseSteps } from './loose-steps';
import { NumbersPanel } from './numbers-panel';
import { StepList } from './step-list';
import classes from './steps.module.css';
import { TriggerCard } from './trigger-card';
import { useJourneyTree } from './use-journey-tree';

interface JourneyEditorProps {
  loaded: Answer<Journey>;
  starting: JourneyDraft;
  reload: () => void;
}

export function JourneyEditor({ loaded, starting, reload }: JourneyEditorProps) {
  const journey = loaded.data;
  const state = useDraft('journeys', loaded, starting);
  useUnsavedGuard(state.dirty);
  const { draft } = state;
  const [tree, changeTree] = useJourneyTree(draft, state.change);
  const [open, setOpen] = useState<string | null>(null);
  const [focusKey, setFocusKey] = useState<string | null>(null);
  const templates = useInfiniteQuery(queries.templates());
  const names = useSeenNames();
  const problems = useChecks(loaded, state);
  const eventName = triggerEvent(draft);
  return (
    <JourneyEditingContext
      value={{
        tree,
        change: changeTree,
        open,
        setOpen,
        focusKey,
        setFocusKey,
        templates: rowsOf(templates.data),
        names,
        properties: names.properties[eventName] ?? [],
        problems,
      }}
    >
      <Page
        title={journey.name}
        back={{ to: '/journeys', label: t('Journeys') }}
        badges={<VersionBadges thing={journey} unsaved={state.dirty} />}
        actions={<JourneyActions journey={journey} state={state} reload={reload} eventName={eventName} />}
      >
        <StaleNotice
          error={state.saveError ?? state.publishError}
          onLoadTheirs={reload}
          onOverwrite={() => void state.save(true).then(undefined, () => undefined)}
        />
        <div className={classes.columns}>
          <div>
            <TriggerCard draft={draft} onChange={state.change} />
            <StepList items={tree.items} list="root" label={t('Steps')} />
            <LooseSteps />
          </div>
          <div className={classes.side}>
            <ChecksPanel problems={problems} dirty={state.dirty} />
            <NumbersPanel journey={journey} />
            <VersionsPanel resource="journeys" id={journey.id} />
          </div>
        </div>
      </Page>
    </JourneyEditingContext>
  );
}

/** What the last save was refused for; otherwise what the server's check says of the stored draft. */
function useChecks(loaded: Answer<Journey>, state: DraftState<JourneyDraft>): readonly Problem[] {
  const { id, draft } = loaded.data;
  const checked = useQuery({
    queryKey: ['check', id, loaded.etag],
    queryFn: async () => (await post<{ problems: Problem[] }>(`/journeys/${id}/draft/check`)).problems,
    enabled: Boolean(draft),
  });
  return useMemo(
    () => (state.saveError ? refusalsOf(state.saveError, state.draft) : (checked.data ?? [])),
    [checked.data, state.draft, state.saveError],
  );
}

/** Name of the track event that starts it; empty when something else does. */
function triggerEvent({ trigger }: JourneyDraft): string {
  return trigger?.kind === 'event' && (trigger.type ?? 'track') === 'track' ? (trigger.event ?? '') : '';
}
