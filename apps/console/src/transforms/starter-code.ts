import type { TransformDraft } from '../api/transform-types';

const code = `// Called once for every event. Return the event, a list of events,
// or null to drop it. There is no network, no clock and no chance here.
(event) => {
  return event;
}
`;

export const starterDraft: TransformDraft = {
  language: 'javascript',
  code,
  sourceIds: [],
  order: 0,
  tests: [],
};

/** Gives back the event as the sandbox sees it: what a change is compared with. */
export const sameCode = '(event) => event';
