import { err, type Identifier, ok, type Result } from '@rapport/kernel';

/** Why an identifier stays where it is (ingest.md 4.3). */
export type WhyNotDetached =
  /** The person has none that is called so. */
  | 'not_held'
  /** The person was named by it: who would be left to answer? */
  | 'names_the_person'
  /** Without it the person would have no user id. */
  | 'last_user_id'
  | 'only_one';

/** The identifier that may go. @param candidates its spellings @param named how the request named the person */
export function mayDetach<Held extends Identifier>(
  held: readonly Held[],
  candidates: readonly Identifier[],
  named: readonly Identifier[],
): Result<Held, WhyNotDetached> {
  const heldAs = (spellings: readonly Identifier[]): Held | undefined =>
    spellings.flatMap((one) => held.find((other) => isSame(one, other)) ?? [])[0];
  const wanted = heldAs(candidates);
  if (!wanted) return err('not_held');
  if (held.length === 1) return err('only_one');
  if (wanted.type === 'user_id' && held.filter(({ type }) => type === 'user_id').length === 1) {
    return err('last_user_id');
  }
  return wanted === heldAs(named) ? err('names_the_person') : ok(wanted);
}

function isSame(a: Identifier, b: Identifier): boolean {
  return a.type === b.type && a.value === b.value;
}
