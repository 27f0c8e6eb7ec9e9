/** What one search may cost. An object of its own, so that a test can make a small workspace a large one. */
export interface SearchCost {
  /** Fewer people than an index may lead to are looked at one by one; with more, the list's own order is followed. */
  candidates: number;
  /** People looked at in one step along the order: few at first, more while nobody fits. */
  firstStep: number;
  largestStep: number;
  /** After so long a page is answered as it is, to be continued by its cursor. */
  pageMilliseconds: number;
  /** A single statement is ended then. */
  statementMilliseconds: number;
  /** People that an estimate is made from. */
  sample: number;
}

export const SEARCH_COST = Symbol('SEARCH_COST');

export const searchCost: SearchCost = {
  candidates: 2_000,
  firstStep: 4_000,
  largestStep: 32_000,
  pageMilliseconds: 1_000,
  statementMilliseconds: 2_000,
  sample: 20_000,
};
