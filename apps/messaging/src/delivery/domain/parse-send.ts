import { channels, messageClasses, type SendDecided } from '@rapport/contracts';

type Fields = Record<string, unknown>;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * A record of `rapport.sends.v1`, or which field is wrong. Strict where the ledger would refuse the row, so that one broken
 * record is set aside alone.
 */
export function parseSend(value: string | null): SendDecided | { fault: string } {
  const send = jsonObject(value);
  if (!send) return { fault: 'must be a JSON object' };
  const fault = firstFault(send);
  return fault === undefined ? (send as unknown as SendDecided) : { fault };
}

const isText = (value: unknown): boolean =>
  typeof value === 'string' && !value.includes('\u0000') && value.isWellFormed();
const isUuid = (value: unknown): boolean => typeof value === 'string' && uuid.test(value);
const isInstant = (value: unknown): boolean =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value));
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const orNull =
  (holds: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === null || holds(value);

const fields: readonly (readonly [name: keyof SendDecided, holds: (value: unknown) => boolean])[] = [
  ['v', (value) => value === 1],
  ['msgId', isUuid],
  ['workspaceId', isUuid],
  ['profileId', orNull(isUuid)],
  ['anchor', (value) => value === undefined || isText(value)],
  ['address', orNull(isText)],
  ['channel', (value) => (channels as readonly unknown[]).includes(value)],
  ['messageClass', (value) => (messageClasses as readonly unknown[]).includes(value)],
  ['template', orNull(isTemplate)],
  ['content', orNull(isObject)],
  ['locale', orNull(isText)],
  ['origin', isOrigin],
  ['context', isObject],
  ['metadata', isObject],
  ['onNotSent', (value) => value === 'continue' || value === 'exit'],
  ['decidedAt', isInstant],
  ['expiresAt', isInstant],
];

function firstFault(send: Fields): string | undefined {
  const wrong = fields.find(([name, holds]) => !holds(send[name]));
  if (wrong) return `${wrong[0]} is missing or malformed`;
  if ((send.template === null) === (send.content === null))
    return 'exactly one of template and content must be set';
  if (send.profileId === null && send.address === null) return 'profileId or address must be set';
  return undefined;
}

function isTemplate(value: unknown): boolean {
  return (
    isObject(value) && isUuid(value.id) && (value.version === null || Number.isSafeInteger(value.version))
  );
}

function isOrigin(value: unknown): boolean {
  if (!isObject(value)) return false;
  if (value.kind === 'api') return isText(value.requestId);
  return value.kind === 'journey' && isUuid(value.journeyId) && isUuid(value.runId) && isText(value.stepKey);
}

function jsonObject(value: string | null): Fields | undefined {
  try {
    const parsed: unknown = JSON.parse(value ?? '');
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
