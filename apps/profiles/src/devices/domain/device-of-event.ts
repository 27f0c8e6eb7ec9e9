import type { AcceptedEvent, JsonValue } from '@rapport/contracts';

export const platforms = ['ios', 'android', 'web'] as const;
export type Platform = (typeof platforms)[number];

export interface DeviceToken {
  platform: Platform;
  /** Bundle id or package name; a token belongs to one app. */
  appId: string | null;
  token: string;
}

/** A token as an event brings it. */
export interface DeviceOfEvent extends DeviceToken {
  /** Why it is the last we hear of it; null while it is in use. */
  deadReason: string | null;
}

/** Longest of the three kinds: a web push subscription. */
export const longestToken = 4096;
export const longestAppId = 255;

/** Events that say that a token is of no use any more, and what they say (ingest.md 2.6). */
const farewells: Readonly<Record<string, string>> = {
  'Application Uninstalled': 'uninstalled',
  'Push Notification Bounced': 'bounced',
};

/** The token that a mobile SDK sends along with its events (`context.device.token`). */
export function deviceOfEvent(
  event: Pick<AcceptedEvent, 'type' | 'name' | 'context'>,
): DeviceOfEvent | undefined {
  const { device, os, app } = event.context;
  const token = textOf(device, 'token');
  if (token === undefined || token.length > longestToken) return undefined;
  const platform = platformOf(textOf(device, 'type')) ?? platformOf(textOf(os, 'name'));
  if (!platform) return undefined;
  const appId = textOf(app, 'namespace');
  const deadReason = event.type === 'track' ? (farewells[event.name ?? ''] ?? null) : null;
  return { platform, appId: appId === undefined ? null : appId.slice(0, longestAppId), token, deadReason };
}

function platformOf(name: string | undefined): Platform | undefined {
  switch (name?.toLowerCase()) {
    case 'ios':
    case 'ipados':
    case 'iphone os':
      return 'ios';
    case 'android':
      return 'android';
    case 'web':
      return 'web';
    default:
      return undefined;
  }
}

function textOf(holder: JsonValue | undefined, key: string): string | undefined {
  if (typeof holder !== 'object' || holder === null || Array.isArray(holder)) return undefined;
  const value = holder[key];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
