import type { Diagnostic } from '@codemirror/lint';
import type { JsonObject } from '@rapport/contracts';
import type { Text } from '@codemirror/state';
import { useCallback, useState } from 'react';
import { CodeMirror } from '../code/code-mirror';
import { json } from '../code/javascript';
import { t } from '../intl/text';

interface SchemaEditorProps {
  schema: JsonObject;
  onChange: (schema: JsonObject) => void;
}

/** JSON Schema as text. While the text is no JSON object, the rule stays as it was and the editor says so. */
export default function SchemaEditor({ schema, onChange }: SchemaEditorProps) {
  const [text, setText] = useState(() => JSON.stringify(schema, null, 2));
  const [fault, setFault] = useState<string | null>(null);
  const diagnose = useCallback(
    (doc: Text): Diagnostic[] =>
      fault ? [{ from: 0, to: doc.length, severity: 'error', message: fault }] : [],
    [fault],
  );
  const change = (next: string) => {
    setText(next);
    const read = readObject(next);
    setFault(typeof read === 'string' ? read : null);
    if (typeof read !== 'string') onChange(read);
  };
  return (
    <>
      <CodeMirror
        label={t('JSON Schema of the rule')}
        value={text}
        language={json}
        diagnose={diagnose}
        onChange={change}
      />
      {fault && <p role="status">{t('Not taken over yet: {fault}', { fault })}</p>}
    </>
  );
}

/** @returns the object, or why it is none */
function readObject(text: string): JsonObject | string {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
    return t('a schema is a JSON object');
  } catch (error) {
    return error instanceof Error ? error.message : t('not valid JSON');
  }
}
