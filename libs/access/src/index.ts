export * from './persistence/access-plan.js';
export * from './scopes.js';
