import { isTimeZone, parseDuration } from '@rapport/kernel';
import { ValidateBy, ValidateIf } from 'class-validator';

/**
 * The field may be absent; `null` is not absent (class-validator's own `IsOptional` takes it for that, and a PATCH could
 * then clear what must not be cleared).
 */
export const OptionalField = () => ValidateIf((_object: object, value: unknown) => value !== undefined);

/** The field may be absent or `null`: cleared. */
export const NullableField = () =>
  ValidateIf((_object: object, value: unknown) => value !== undefined && value !== null);

const rule = (name: string, holds: (value: unknown) => boolean, message: string): PropertyDecorator =>
  ValidateBy({ name, validator: { validate: holds, defaultMessage: () => message } });

/** ISO 8601 duration such as `P3D` or `PT15M`. */
export const IsDuration = () =>
  rule(
    'isDuration',
    (value) => typeof value === 'string' && parseDuration(value) !== undefined,
    'must be an ISO 8601 duration such as P3D',
  );

/** IANA time zone. */
export const IsTimeZoneName = () =>
  rule(
    'isTimeZone',
    (value) => typeof value === 'string' && isTimeZone(value),
    'must be an IANA time zone such as Europe/Berlin',
  );

const instant = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-](0\d|1[0-5]):[0-5]\d)$/;

/**
 * An instant: RFC 3339 with `Z` or an offset. Only what PostgreSQL reads too: it has no year 0 and no offset of 16 hours, and
 * does not take 30 February for 2 March as `Date.parse` does.
 */
export function isInstant(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const day = instant.exec(value)?.[1];
  if (day === undefined || day < '0001' || Number.isNaN(Date.parse(value))) return false;
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

export const IsDateTime = () =>
  rule('isDateTime', isInstant, 'must be an instant such as 2026-01-31T12:00:00.000Z');

/** BCP 47 tag. */
export const IsLocaleTag = () => rule('isLocale', isLocaleTag, 'must be a BCP 47 locale such as en or pt-BR');

function isLocaleTag(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > 35) return false;
  try {
    return Intl.getCanonicalLocales(value).length === 1;
  } catch {
    return false;
  }
}

/** The name of a thing in code (api.md 2.2): `[a-z][a-z0-9-]{0,63}`. */
export const IsKey = () =>
  ValidateBy({
    name: 'matches',
    validator: {
      validate: (value) => typeof value === 'string' && /^[a-z][a-z0-9-]{0,63}$/.test(value),
      defaultMessage: () => 'must begin with a letter and hold lower-case letters, digits and hyphens only',
    },
  });
