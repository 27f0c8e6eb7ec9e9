import { createContext, useContext } from 'react';
import type { EventChoice } from '../../api/person-queries';

export const OpenEventContext = createContext<(event: EventChoice) => void>(() => undefined);

/** Opens one event beside the page. */
export function useOpenEvent(): (event: EventChoice) => void {
  return useContext(OpenEventContext);
}
