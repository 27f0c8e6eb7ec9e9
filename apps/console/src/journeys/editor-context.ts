import { createContext, use } from 'react';
import type { Problem } from '@rapport/contracts';
import type { Template } from '../api/types';
import type { SeenNames } from '../drafts/seen-names';
import type { JourneyTree } from './domain/journey-tree';

/** What every card of the editor needs; one owner of "which step is open". */
export interface JourneyEditing {
  tree: JourneyTree;
  change: (tree: JourneyTree) => void;
  open: string | null;
  setOpen: (key: string | null) => void;
  /** The step whose form takes the focus when it appears. */
  focusKey: string | null;
  setFocusKey: (key: string | null) => void;
  templates: readonly Template[];
  names: SeenNames;
  /** Property names of the trigger's event. */
  properties: readonly string[];
  problems: readonly Problem[];
}

export const JourneyEditingContext = createContext<JourneyEditing | null>(null);

export function useJourneyEditing(): JourneyEditing {
  const editing = use(JourneyEditingContext);
  if (!editing) throw new Error('rendered outside of a journey');
  return editing;
}
