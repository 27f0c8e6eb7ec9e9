import { Button } from '@mantine/core';
import type { LinkProps } from '@tanstack/react-router';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import type { Versioned } from '../api/types';
import { t } from '../intl/text';
import { tellDone } from '../ui/notices';
import { Page } from '../ui/page';
import { DraftMenu } from './draft-menu';
import { StaleNotice } from './stale-notice';
import { useUnsavedGuard } from './unsaved-guard';
import type { DraftResource, DraftState } from './use-draft';
import { useSaveShortcut } from './use-save-shortcut';
import { VersionBadges } from './version-badges';

const PublishModal = lazy(() => import('./publish-modal'));

interface DraftFrameProps<Draft> {
  resource: DraftResource;
  thing: Versioned<Draft>;
  state: DraftState<Draft>;
  back: { to: LinkProps['to']; label: string };
  archiveText: string;
  /** Said once it is published. */
  publishedText: string;
  /** What publishing does, in the last look before it. */
  publishText: ReactNode;
  reload: () => void;
  children: ReactNode;
}

/** Frame of an editor of a thing with versions: its state, saving, publishing, and the seldom actions. */
export function DraftFrame<Draft>(props: DraftFrameProps<Draft>) {
  const { resource, thing, state, back, archiveText, publishedText, publishText, reload, children } = props;
  useUnsavedGuard(state.dirty);
  const [publishing, setPublishing] = useState(false);
  const save = () => void state.save().then(undefined, () => undefined);
  useSaveShortcut(save);
  const archived = thing.archivedAt !== null;
  const publish = (comment: string) =>
    void state.publish(comment).then(
      () => {
        setPublishing(false);
        tellDone(publishedText);
      },
      () => undefined,
    );
  /** What is looked at before publishing is the stored draft. */
  const look = () =>
    void state.save().then(
      () => setPublishing(true),
      () => undefined,
    );
  const published = thing.published !== null && !thing.hasUnpublishedChanges;
  return (
    <Page
      title={thing.name}
      width="full"
      back={back}
      badges={<VersionBadges thing={thing} unsaved={state.dirty} />}
      actions={
        <>
          <DraftMenu resource={resource} thing={thing} archiveText={archiveText} onChanged={reload} />
          <Button variant="default" loading={state.saving} disabled={!state.dirty || archived} onClick={save}>
            {t('Save draft')}
          </Button>
          <Button disabled={archived || (!state.dirty && published)} onClick={look}>
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
      {children}
      {publishing && (
        <Suspense fallback={null}>
          <PublishModal
            opened
            onClose={() => {
              setPublishing(false);
              state.forgetErrors();
            }}
            title={t('Publish “{name}”', { name: thing.name })}
            confirm={t('Publish version {n}', { n: (thing.published?.version ?? 0) + 1 })}
            busy={state.publishing}
            error={state.publishError ?? state.saveError}
            onPublish={publish}
          >
            {publishText}
          </PublishModal>
        </Suspense>
      )}
    </Page>
  );
}
