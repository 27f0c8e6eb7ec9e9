import type { JourneyDraft } from '@rapport/contracts';
import { useState } from 'react';
import { toSteps, toTree, type JourneyTree } from './domain/journey-tree';

/**
 * The tree is what the member edits; the draft is what is stored. The tree is kept beside the draft, so that an edit never
 * re-nests the list under the member's hands.
 */
export function useJourneyTree(
  draft: JourneyDraft,
  change: (draft: JourneyDraft) => void,
): [JourneyTree, (tree: JourneyTree) => void] {
  const [tree, setTree] = useState(() => toTree(draft.start, draft.steps));
  return [
    tree,
    (next) => {
      setTree(next);
      const { start, steps } = toSteps(next);
      const { start: _before, ...rest } = draft;
      change({ ...rest, ...(start ? { start } : {}), steps });
    },
  ];
}
