import type { EntityManager } from 'typeorm';
import type { Candidate, LetterChanges } from '../letter-changes.repository.js';
import type { LetterFilter } from '../letter-rows.js';

/** What was asked for: which letters, of those that existed by then. */
export interface LettersInput {
  filter: LetterFilter;
  /** A uuid v7 of the moment of the request. */
  until: string;
}

/** A slice holds its letters in memory. */
const mostBytes = 4 * 1024 * 1024;

/**
 * The letters of the next slice, oldest first: at most `limit`, no more bytes than may be held, and one in any case; and
 * whether others may follow.
 */
export async function nextLetters(
  changes: LetterChanges,
  workspaceId: string,
  input: LettersInput,
  at: { after: string | null; limit: number },
  tx: EntityManager,
): Promise<{ letters: Candidate[]; more: boolean }> {
  const { filter, until } = input;
  const candidates = await changes.next(workspaceId, filter, { ...at, until }, tx);
  let bytes = 0;
  const letters = candidates.filter((one, index) => (bytes += one.bytes) <= mostBytes || index === 0);
  return { letters, more: letters.length < candidates.length || candidates.length === at.limit };
}
