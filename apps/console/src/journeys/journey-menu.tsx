import { Menu } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Pause, Play } from 'lucide-react';
import { request } from '../api/request';
import type { Journey } from '../api/types';
import { DraftMenu } from '../drafts/draft-menu';
import { t } from '../intl/text';
import { confirmFirst } from '../ui/confirm';
import { tellDone, tellFault } from '../ui/notices';

export function JourneyMenu({ journey, onChanged }: { journey: Journey; onChanged: () => void }) {
  const act = useMutation({
    mutationFn: ({ action, body }: { action: 'pause' | 'resume'; body: unknown; done: string }) =>
      request('POST', `/journeys/${journey.id}/${action}`, { body }),
    onSuccess: (_answer, { done }) => {
      tellDone(done);
      onChanged();
    },
    onError: tellFault,
  });
  const pause = () =>
    confirmFirst({
      title: t('Pause “{name}”?', { name: journey.name }),
      text: t('Nobody enters, and nobody inside goes on, until you resume it.'),
      confirm: t('Pause'),
      onConfirm: () => act.mutate({ action: 'pause', body: {}, done: t('Paused.') }),
    });
  const resume = () =>
    confirmFirst({
      title: t('Resume “{name}”?', { name: journey.name }),
      text: t('Waits that ended meanwhile go on now, spread out. New people enter again.'),
      confirm: t('Resume'),
      onConfirm: () => act.mutate({ action: 'resume', body: { late: 'run' }, done: t('Live again.') }),
    });
  return (
    <DraftMenu
      resource="journeys"
      thing={journey}
      onChanged={onChanged}
      archiveText={t(
        'Nobody enters any more, and everyone inside leaves. Its runs and messages stay readable.',
      )}
      archiveBody={{ running: 'exit' }}
      extra={
        journey.status === 'live' ? (
          <Menu.Item leftSection={<Pause size={16} aria-hidden />} onClick={pause}>
            {t('Pause')}
          </Menu.Item>
        ) : (
          journey.status === 'paused' && (
            <Menu.Item leftSection={<Play size={16} aria-hidden />} onClick={resume}>
              {t('Resume')}
            </Menu.Item>
          )
        )
      }
    />
  );
}
