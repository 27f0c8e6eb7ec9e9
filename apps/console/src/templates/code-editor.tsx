import type { Problem } from '@rapport/contracts';
import { useCallback, useMemo } from 'react';
import type { Text } from '@codemirror/state';
import { CodeMirror } from '../code/code-mirror';
import type { SeenNames } from '../drafts/seen-names';
import { t } from '../intl/text';
import { diagnosticsFor } from './editor/diagnostics';
import { languageFor } from './editor/extensions';

interface CodeEditorProps {
  value: string;
  names: SeenNames;
  problems: readonly Problem[];
  onChange: (value: string) => void;
}

/** HTML with Liquid, with the names of this workspace. */
export default function CodeEditor({ value, names, problems, onChange }: CodeEditorProps) {
  const language = useMemo(() => languageFor(names), [names]);
  const diagnose = useCallback((doc: Text) => diagnosticsFor(doc, problems), [problems]);
  return (
    <CodeMirror
      label={t('HTML of the message')}
      value={value}
      language={language}
      diagnose={diagnose}
      onChange={onChange}
    />
  );
}
