export * from './database.js';
export * from './database.module.js';
export * from './database-server.js';
export * from './embedded/embedded-postgres.js';
export * from './migrate.js';
export * from './open-database.js';
export * from './roles.js';
export * from './workspace-rls.js';
