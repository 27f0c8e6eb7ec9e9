import type { Page } from '../api/types';

/** All rows that were loaded so far, in order. */
export function rowsOf<T>(data: { pages: Page<T>[] } | undefined): T[] {
  return data?.pages.flatMap((page) => page.data) ?? [];
}
