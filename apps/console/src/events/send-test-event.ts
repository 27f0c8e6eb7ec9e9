import { ApiError } from '../api/problem';
import { t } from '../intl/text';

export interface TestPerson {
  userId: string;
  firstName: string;
  email: string;
  event: string;
}

export const testPerson: TestPerson = {
  userId: 'test-grace',
  firstName: 'Grace',
  email: 'grace@example.test',
  event: 'Signed Up',
};

/**
 * The wire itself, with the source's public write key: an identify and a track, as an SDK would send them. The session
 * plays no part in it.
 */
export async function sendTestEvent(writeKey: string, person: TestPerson): Promise<void> {
  const now = new Date().toISOString();
  const context = { library: { name: 'rapport-console', version: '1' } };
  const common = { userId: person.userId, timestamp: now, context };
  const response = await fetch('/v1/batch', {
    method: 'POST',
    credentials: 'omit',
    headers: { 'Content-Type': 'application/json', Authorization: `Basic ${btoa(`${writeKey}:`)}` },
    body: JSON.stringify({
      sentAt: now,
      batch: [
        {
          ...common,
          type: 'identify',
          messageId: newMessageId(),
          traits: { email: person.email, firstName: person.firstName, plan: 'free' },
        },
        {
          ...common,
          type: 'track',
          messageId: newMessageId(),
          event: person.event,
          properties: { plan: 'free' },
        },
      ],
    }),
  });
  const answer = (await response.json().catch(() => null)) as WireAnswer | null;
  const rejected = answer?.rejected?.[0];
  if (response.ok && !rejected) return;
  throw new ApiError({
    status: response.status,
    code: rejected?.code ?? answer?.code ?? 'wire',
    title: t('The event was not accepted.'),
    detail: rejected
      ? t('Rejected: {code}.', { code: rejected.code })
      : (answer?.message ?? t('The wire answered {status}.', { status: response.status })),
  });
}

interface WireAnswer {
  success: boolean;
  code?: string;
  message?: string;
  rejected?: { index: number; code: string }[];
}

/** `crypto.randomUUID` exists on https and localhost only; a plain-http host still has random values. */
function newMessageId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `console-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
