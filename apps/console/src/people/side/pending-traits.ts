import type { JsonValue } from '@rapport/contracts';
import { useCallback, useState } from 'react';
import type { Person } from '../../api/person-types';

/** A change of a trait that was accepted, and that the profile does not show yet. */
export interface PendingTrait {
  trait: string;
  /** undefined: it goes. */
  value: JsonValue | undefined;
  messageId: string;
}

/** The changes that were asked for on this page and are still on their way. */
export function usePendingTraits(
  person: Person | undefined,
): [PendingTrait[], (change: PendingTrait) => void] {
  const [asked, setAsked] = useState<PendingTrait[]>([]);
  const ask = useCallback(
    (change: PendingTrait) =>
      setAsked((before) => [...before.filter(({ trait }) => trait !== change.trait), change]),
    [],
  );
  const open = person ? asked.filter((change) => !isShown(person, change)) : asked;
  if (open.length < asked.length) setAsked(open);
  return [open, ask];
}

/** An event that is newer may have won meanwhile: whichever it was, the change was applied. */
function isShown(person: Person, { trait, value, messageId }: PendingTrait): boolean {
  const detail = person.traitDetails[trait];
  if (value === undefined) return !(trait in person.traits);
  return detail?.messageId === messageId || JSON.stringify(person.traits[trait]) === JSON.stringify(value);
}
