import type { EventType } from '@rapport/contracts';
import { t } from '../intl/text';

/** "Signed Up" for a track, "Page Docs" for a page, "Identify" for the rest. */
export function sayEvent(type: EventType | null, name: string | null): string {
  if (type === 'track' || type === null) return name ?? t('Unnamed event');
  const kinds: Record<Exclude<EventType, 'track'>, string> = {
    identify: t('Identify'),
    page: t('Page'),
    screen: t('Screen'),
    group: t('Group'),
    alias: t('Alias'),
  };
  return name ? `${kinds[type]} · ${name}` : kinds[type];
}
