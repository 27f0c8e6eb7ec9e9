export * from './scopes.js';
export * from './tables/access-plan.js';
