import { type DestinationStream, type Logger, pino } from 'pino';
import { safeEventName, safeFields } from './safe-fields.js';

/**
 * Logs are an event name and fields: `logger.info({ workspaceId, code }, 'delivery.refused')`. Whatever is handed in, only
 * allowed fields are written, errors lose what they quote, and known shapes of personal data and secrets are struck out.
 */
export function createLogger(
  options: { level: string; service: string },
  destination: DestinationStream = pino.destination({ dest: 2, sync: true }),
): Logger {
  return pino(
    {
      level: options.level,
      base: { service: options.service },
      messageKey: 'event',
      errorKey: 'err',
      timestamp: pino.stdTimeFunctions.isoTime,
      // Errors are made safe in the hook already; pino's own serialiser would take the result for an error again.
      serializers: { err: (value: unknown) => value },
      formatters: { level: (label) => ({ level: label }) },
      hooks: {
        logMethod(parameters, method) {
          const [first, second] = parameters as unknown as [unknown, unknown];
          if (typeof first === 'string') return method.apply(this, [safeEventName(first)]);
          const given = first instanceof Error ? { err: first } : (first as Record<string, unknown> | null);
          return method.apply(this, [safeFields(given ?? {}), safeEventName(second)]);
        },
      },
    },
    destination,
  );
}
