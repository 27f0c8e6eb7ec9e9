import type { TrackingPlan } from '@rapport/contracts';

/** Nothing is turned away by a new plan: first it counts. */
export const blankPlan: TrackingPlan = {
  rules: [],
  onViolation: {
    unplannedEvent: 'allow',
    unplannedProperty: 'allow',
    invalidEvent: 'allow',
    invalidProperty: 'allow',
    common: 'allow',
  },
};
