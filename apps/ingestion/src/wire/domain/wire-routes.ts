import type { EventType } from '@rapport/contracts';

export type WireRoute = { kind: 'single'; type: EventType } | { kind: 'batch' } | { kind: 'metrics' };

const single = (type: EventType): WireRoute => ({ kind: 'single', type });
const batch: WireRoute = { kind: 'batch' };

/** Every path that a stock SDK posts to (ingest.md 1.1); each is served with and without a trailing slash. */
export const wireRoutes: Readonly<Record<string, WireRoute>> = {
  '/v1/t': single('track'),
  '/v1/i': single('identify'),
  '/v1/p': single('page'),
  '/v1/s': single('screen'),
  '/v1/g': single('group'),
  '/v1/a': single('alias'),
  '/v1/b': batch,
  '/v1/m': { kind: 'metrics' },
  '/v1/track': single('track'),
  '/v1/identify': single('identify'),
  '/v1/page': single('page'),
  '/v1/screen': single('screen'),
  '/v1/group': single('group'),
  '/v1/alias': single('alias'),
  '/v1/batch': batch,
  '/v1/import': batch,
  '/beacon/v1/batch': batch,
};
