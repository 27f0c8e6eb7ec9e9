export * from './clock.js';
export * from './durations.js';
export * from './error-codes.js';
export * from './errors.js';
export * from './identifiers.js';
export * from './ids.js';
export * from './limits.js';
export * from './result.js';
