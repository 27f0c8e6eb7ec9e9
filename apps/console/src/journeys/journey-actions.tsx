import type { JourneyDraft } from '@rapport/contracts';
import { Button } from '@mantine/core';
import { Send } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { Journey } from '../api/types';
import type { DraftState } from '../drafts/use-draft';
import { useSaveShortcut } from '../drafts/use-save-shortcut';
import { TestEventModal } from '../events/test-event-modal';
import { t } from '../intl/text';
import { tellDone } from '../ui/notices';
import { JourneyMenu } from './journey-menu';

const PublishModal = lazy(() => import('../drafts/publish-modal'));

interface JourneyActionsProps {
  journey: Journey;
  state: DraftState<JourneyDraft>;
  reload: () => void;
  eventName: string;
}

export function JourneyActions({ journey, state, reload, eventName }: JourneyActionsProps) {
  const [publishing, setPublishing] = useState(false);
  const [testing, setTesting] = useState(false);
  const archived = journey.archivedAt !== null;
  const upToDate = !state.dirty && journey.published !== null && !journey.hasUnpublishedChanges;
  const save = () => void state.save().then(undefined, () => undefined);
  useSaveShortcut(save);
  const publish = (comment: string) =>
    void state.publish(comment).then(
      () => {
        setPublishing(false);
        tellDone(t('Published. The next event that fits starts a run.'));
      },
      () => undefined,
    );
  return (
    <>
      <JourneyMenu journey={journey} onChanged={reload} />
      {journey.status === 'live' && (
        <Button
          variant="default"
          leftSection={<Send size={16} aria-hidden />}
          onClick={() => setTesting(true)}
        >
          {t('Send a test event')}
        </Button>
      )}
      <Button variant="default" loading={state.saving} disabled={!state.dirty || archived} onClick={save}>
        {t('Save draft')}
      </Button>
      <Button disabled={archived || upToDate} onClick={() => setPublishing(true)}>
        {t('Publish')}
      </Button>
      {publishing && (
        <Suspense fallback={null}>
          <PublishModal
            opened
            onClose={() => {
              setPublishing(false);
              state.forgetErrors();
            }}
            title={t('Publish “{name}”', { name: journey.name })}
            confirm={
              journey.published
                ? t('Publish version {n}', { n: journey.published.version + 1 })
                : t('Publish and start')
            }
            busy={state.publishing}
            error={state.publishError ?? state.saveError}
            onPublish={publish}
          >
            {sayEffect(journey)}
          </PublishModal>
        </Suspense>
      )}
      <TestEventModal
        opened={testing}
        onClose={() => setTesting(false)}
        {...(eventName ? { eventName } : {})}
      />
    </>
  );
}

function sayEffect(journey: Journey): string {
  if (!journey.published) {
    return t(
      'It goes live at once: the next event that fits starts a run. People who did it before are not entered.',
    );
  }
  const inside = t(
    '{n, plural, =0 {Nobody is inside.} one {# person is inside and finishes on their own version.} other {# people are inside and finish on their own version.}}',
    { n: journey.counts.active },
  );
  return journey.status === 'paused'
    ? t('It stays paused. {inside}', { inside })
    : t('New runs take this version. {inside}', { inside });
}
