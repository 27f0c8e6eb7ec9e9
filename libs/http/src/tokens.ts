/** Injection tokens that every process provides, besides `EventBus` and `DATABASE_URL`. */
export { SETTINGS } from '@rapport/config';
export { CLOCK } from '@rapport/kernel';

/** pino's `Logger`. Fields outside the allow-list are dropped: see `logs/`. */
export const LOGGER = Symbol('LOGGER');

/** prom-client's `Registry` of this process. */
export const METRICS = Symbol('METRICS');
