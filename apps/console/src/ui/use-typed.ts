import { useEffect, useState } from 'react';

/** A text field whose settled value goes elsewhere (the address, a query) once the typing pauses. */
export function useTyped(
  outside: string,
  settle: (value: string) => void,
): [string, (value: string) => void] {
  const [typed, setTyped] = useState(outside);
  const [known, setKnown] = useState(outside);
  if (outside !== known) {
    setKnown(outside);
    setTyped(outside);
  }
  useEffect(() => {
    if (typed === outside) return undefined;
    const timer = setTimeout(() => settle(typed), 350);
    return () => clearTimeout(timer);
  });
  return [typed, setTyped];
}
