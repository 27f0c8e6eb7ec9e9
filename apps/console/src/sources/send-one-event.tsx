import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Send } from 'lucide-react';
import { plainFault } from '../api/problem';
import { post } from '../api/request';
import { sayRejection } from '../events/say-code';
import { t } from '../intl/text';
import { tellFault } from '../ui/notices';

/** The server posts one event through the door it watches, so that what follows proves the whole path. */
export function SendOneEvent({ sourceId, disabled }: { sourceId: string; disabled: boolean }) {
  const send = useMutation({
    mutationFn: async () => {
      const { rejected } = await post<{ rejected: { code: string }[] }>('/events/test', { sourceId });
      const [fault] = rejected;
      if (fault) throw plainFault(t('It was rejected: {why}.', { why: sayRejection(fault.code) }));
    },
    onError: tellFault,
  });
  return (
    <Button
      leftSection={<Send size={16} aria-hidden />}
      disabled={disabled}
      loading={send.isPending}
      onClick={() => send.mutate()}
    >
      {t('Send a test event')}
    </Button>
  );
}
