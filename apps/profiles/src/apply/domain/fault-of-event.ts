import { eventTypes } from '@rapport/contracts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Says what keeps a record from being an accepted event, or undefined. Ingestion never writes such a record; somebody else's
 * producer may. Only what the profile stage relies on is looked at.
 */
export function faultOfEvent(event: unknown): string | undefined {
  const given = event as Record<string, unknown>;
  const check = (holds: boolean, fault: string): string | undefined => (holds ? undefined : fault);
  return (
    check(given.v === 1, 'v is not 1') ??
    ['id', 'workspaceId', 'sourceId']
      .map((field) => check(isUuid(given[field]), `${field} is not a uuid`))
      .find((fault) => fault) ??
    ['timestamp', 'receivedAt']
      .map((field) => check(isInstant(given[field]), `${field} is not a time`))
      .find((fault) => fault) ??
    check(
      eventTypes.some((type) => type === given.type),
      'type is not known',
    ) ??
    check(typeof given.messageId === 'string' && given.messageId !== '', 'messageId is missing') ??
    check(Number.isSafeInteger(given.index) && Number(given.index) >= 0, 'index is not a position') ??
    check(/^[0-9a-f]{64}$/.test(String(given.payloadSha)), 'payloadSha is not a hex sha256') ??
    check(isObject(given.context), 'context is not an object') ??
    check(given.mode === 'live' || given.mode === 'backfill', 'mode is not known') ??
    ['traits', 'properties']
      .map((field) => check(given[field] === null || isObject(given[field]), `${field} is not an object`))
      .find((fault) => fault)
  );
}

function isUuid(value: unknown): boolean {
  return typeof value === 'string' && uuid.test(value);
}

function isInstant(value: unknown): boolean {
  return typeof value === 'string' && Date.parse(value) >= 0;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
