import { Drawer } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { LiveEvent } from '../api/event-types';
import { t } from '../intl/text';
import { Loading } from '../ui/states';
import { sayEvent } from './say-event';

const EventFacts = lazy(() => import('./event-facts'));

/** One event as it came, beside the list it stands in. */
export function EventDrawer({ event, onClose }: { event: LiveEvent | null; onClose: () => void }) {
  return (
    <Drawer
      opened={event !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={event ? sayEvent(event.type, event.name) : ''}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      {event && (
        <Suspense fallback={<Loading />}>
          <EventFacts event={event} />
        </Suspense>
      )}
    </Drawer>
  );
}
