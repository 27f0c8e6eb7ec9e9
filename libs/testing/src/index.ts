export * from './builders.js';
export * from './test-database.js';
export * from './test-app.js';
export * from './test-workspace.js';
export * from './route-matrix.js';
