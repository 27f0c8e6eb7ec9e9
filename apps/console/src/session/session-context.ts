import { createContext, use } from 'react';
import type { Member, Workspace } from '../api/types';

export interface Signed {
  member: Member;
  workspace: Workspace;
}

export const SessionContext = createContext<Signed | null>(null);

export function useSigned(): Signed {
  const signed = use(SessionContext);
  if (!signed) throw new Error('rendered outside of a session');
  return signed;
}
