export { createEventBus } from './create-event-bus.js';
export type { BusLog, BusTopic, EventBusOptions } from './create-event-bus.js';
export * from './event-bus.js';
export { busMigrations } from './log/bus-migrations.js';
