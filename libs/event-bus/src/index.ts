export type { BusLog } from './bus-log.js';
export { createEventBus } from './create-event-bus.js';
export type { EventBusOptions } from './create-event-bus.js';
export * from './event-bus.js';
export { busMigrations, busPlan } from './log/bus-plan.js';
export { partitionOf, shardOf } from './partition-of.js';
export { type BusTopic, maximumValueBytes, UnsendableMessageError } from './topic-catalog.js';
