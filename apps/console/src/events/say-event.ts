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

const rejections: Record<string, string> = {
  no_identity: t('No userId and no anonymousId'),
  missing_event: t('A track call without an event name'),
  event_too_large: t('Larger than 32 kB'),
  too_deep: t('Nested too deep'),
  too_many_keys: t('Too many keys'),
  invalid_type: t('Not one of identify, track, page, screen, group, alias'),
};

export function sayRejection(code: string): string {
  return rejections[code] ?? code;
}
