import type { ReactNode } from 'react';
import type { Tone } from '../../ui/status-badge';

/** How one thing stands in the timeline. */
export interface EntryWords {
  icon: ReactNode;
  tone: Tone;
  title: ReactNode;
  detail: ReactNode;
}
