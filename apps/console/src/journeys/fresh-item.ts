import type { StepKind } from '@rapport/contracts';
import { freshLeaf } from '../conditions/domain/leaf';
import type { BranchItem, SimpleItem } from './domain/journey-tree';

/** A new step with every required setting filled, so that it can be saved as it stands where that is possible. */
export function freshItem(kind: StepKind, key: string, templateId: string): SimpleItem | BranchItem {
  switch (kind) {
    case 'message':
      return { kind: 'step', step: { key, kind, channel: 'email', templateId } };
    case 'delay':
      return { kind: 'step', step: { key, kind, duration: 'P1D' } };
    case 'exit':
      return { kind: 'step', step: { key, kind } };
    case 'branch':
      return {
        kind: 'branch',
        step: { key, kind, branches: [{ key: 'a', when: freshLeaf('branch') }], otherwise: {} },
        arms: [[]],
        otherwise: [],
      };
  }
}
