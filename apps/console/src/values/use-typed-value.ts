import type { JsonValue } from '@rapport/contracts';
import { useState } from 'react';
import { kindOf, readValue, writeValue, type ValueKind } from '../people/domain/trait-value';

/** A value while it is typed. */
export interface TypedValue {
  kind: ValueKind;
  text: string;
  setKind: (kind: ValueKind) => void;
  setText: (text: string) => void;
  /** undefined: the text is no value of that kind. */
  value: JsonValue | undefined;
}

export function useTypedValue(current: JsonValue | undefined): TypedValue {
  const [kind, setKind] = useState<ValueKind>(() => kindOf(current));
  const [text, setText] = useState(() => writeValue(current));
  return { kind, text, setKind, setText, value: readValue(kind, text) };
}
