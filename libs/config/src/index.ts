export * from './settings.js';
export { packageRoot, version } from './installation.js';
