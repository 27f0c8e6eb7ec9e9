import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { queries } from '../api/queries';
import type { Answer } from '../api/request';
import type { Template } from '../api/types';
import { DraftMenu } from '../drafts/draft-menu';
import { StaleNotice } from '../drafts/stale-notice';
import { useUnsavedGuard } from '../drafts/unsaved-guard';
import { useDraft } from '../drafts/use-draft';
import { useSaveShortcut } from '../drafts/use-save-shortcut';
import { useStartingDraft } from '../drafts/starting-draft';
import { VersionBadges } from '../drafts/version-badges';
import { VersionsPanel } from '../drafts/versions-panel';
import { t } from '../intl/text';
import { tellDone } from '../ui/notices';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { Failure, Loading } from '../ui/states';
import type { TemplateDraft } from '@rapport/contracts';
import { Workbench } from './workbench';

const PublishModal = lazy(() => import('../drafts/publish-modal'));

export function TemplatePage() {
  const { templateId } = useParams({ from: '/templates/$templateId' });
  const client = useQueryClient();
  const query = useQuery(queries.template(templateId));
  const starting = useStartingDraft<TemplateDraft, Template>('templates', query.data);
  const [generation, setGeneration] = useState(0);
  const reload = async () => {
    await client.refetchQueries({ queryKey: queries.template(templateId).queryKey });
    setGeneration((before) => before + 1);
  };
  if (query.error && !query.data) {
    return (
      <Page title={t('Template')} back={{ to: '/templates', label: t('Templates') }}>
        <Panel>
          <Failure error={query.error} retry={() => void query.refetch()} />
        </Panel>
      </Page>
    );
  }
  if (!query.data || !starting) return <Loading />;
  return (
    <TemplateEditor key={generation} loaded={query.data} starting={starting} reload={() => void reload()} />
  );
}

interface TemplateEditorProps {
  loaded: Answer<Template>;
  starting: TemplateDraft;
  reload: () => void;
}

function TemplateEditor({ loaded, starting, reload }: TemplateEditorProps) {
  const template = loaded.data;
  const state = useDraft('templates', loaded, starting);
  useUnsavedGuard(state.dirty);
  const [publishing, setPublishing] = useState(false);
  const save = () => void state.save().then(undefined, () => undefined);
  useSaveShortcut(save);
  const publish = (comment: string) =>
    void state.publish(comment).then(
      () => {
        setPublishing(false);
        tellDone(t('Published. Journeys send this version from now on.'));
      },
      () => undefined,
    );
  const archived = template.archivedAt !== null;
  return (
    <Page
      title={template.name}
      width="full"
      back={{ to: '/templates', label: t('Templates') }}
      badges={<VersionBadges thing={template} unsaved={state.dirty} />}
      actions={
        <>
          <DraftMenu
            resource="templates"
            thing={template}
            archiveText={t(
              'It can no longer be chosen in journeys. One that a live journey uses cannot be archived.',
            )}
            onChanged={reload}
          />
          <Button variant="default" loading={state.saving} disabled={!state.dirty || archived} onClick={save}>
            {t('Save draft')}
          </Button>
          <Button
            disabled={
              archived || (!state.dirty && template.published !== null && !template.hasUnpublishedChanges)
            }
            onClick={() => setPublishing(true)}
          >
            {t('Publish')}
          </Button>
        </>
      }
    >
      <StaleNotice
        error={state.saveError ?? state.publishError}
        onLoadTheirs={reload}
        onOverwrite={() => void state.save(true).then(undefined, () => undefined)}
      />
      <Workbench
        template={template}
        draft={state.draft}
        onChange={state.change}
        saveError={state.saveError}
      />
      <VersionsPanel resource="templates" id={template.id} />
      {publishing && (
        <Suspense fallback={null}>
          <PublishModal
            opened
            onClose={() => {
              setPublishing(false);
              state.forgetErrors();
            }}
            title={t('Publish “{name}”', { name: template.name })}
            confirm={t('Publish version {n}', { n: (template.published?.version ?? 0) + 1 })}
            busy={state.publishing}
            error={state.publishError ?? state.saveError}
            onPublish={publish}
          >
            {template.published
              ? t('Journeys that use this template send the new version from the next message on.')
              : t('From then on journeys can send it.')}
          </PublishModal>
        </Suspense>
      )}
    </Page>
  );
}
