import { useBlocker } from '@tanstack/react-router';
import { useEffect } from 'react';
import { t } from '../intl/text';
import { confirmFirst } from '../ui/confirm';

/** Leaving with unsaved changes asks first; closing the tab does too. */
export function useUnsavedGuard(dirty: boolean): void {
  const blocker = useBlocker({
    // Another tab or filter of the same page leaves nothing.
    shouldBlockFn: ({ current, next }) => dirty && current.pathname !== next.pathname,
    enableBeforeUnload: () => dirty,
    withResolver: true,
  });
  const { status, proceed, reset } = blocker;
  useEffect(() => {
    if (status !== 'blocked') return;
    confirmFirst({
      title: t('Leave without saving?'),
      text: t('Your changes since the last save would be lost.'),
      confirm: t('Leave'),
      cancel: t('Stay'),
      danger: true,
      onConfirm: () => proceed?.(),
      onCancel: () => reset?.(),
    });
  }, [status, proceed, reset]);
}
