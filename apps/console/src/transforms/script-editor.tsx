import type { Diagnostic } from '@codemirror/lint';
import type { Text } from '@codemirror/state';
import { useCallback } from 'react';
import { CodeMirror } from '../code/code-mirror';
import { javascript } from '../code/javascript';
import { t } from '../intl/text';

interface ScriptEditorProps {
  value: string;
  /** Where the server saw it fail. */
  fault: { message: string; line: number | null } | null;
  onChange: (value: string) => void;
}

export default function ScriptEditor({ value, fault, onChange }: ScriptEditorProps) {
  const diagnose = useCallback(
    (doc: Text): Diagnostic[] => {
      if (!fault || fault.line === null || fault.line > doc.lines) return [];
      const { from, to } = doc.line(Math.max(1, fault.line));
      return [{ from, to, severity: 'error', message: fault.message }];
    },
    [fault],
  );
  return (
    <CodeMirror
      label={t('Code of the transform')}
      value={value}
      language={javascript}
      diagnose={diagnose}
      onChange={onChange}
    />
  );
}
