import type { Problem } from '@rapport/contracts';
import { Compartment } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { setDiagnostics } from '@codemirror/lint';
import { useEffect, useRef } from 'react';
import type { SeenNames } from '../drafts/seen-names';
import { editorExtensions, languageFor } from './editor/extensions';
import { diagnosticsFor } from './editor/diagnostics';
import classes from './code-editor.module.css';

interface CodeEditorProps {
  value: string;
  names: SeenNames;
  problems: readonly Problem[];
  onChange: (value: string) => void;
}

/** CodeMirror under React: the editor owns its text; React hands in a new text only when it comes from elsewhere. */
export default function CodeEditor({ value, names, problems, onChange }: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const language = useRef(new Compartment());
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  });

  useEffect(() => {
    if (!host.current) return undefined;
    const editor = new EditorView({
      parent: host.current,
      doc: value,
      extensions: [
        editorExtensions(),
        language.current.of(languageFor(names)),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) latest.current(update.state.doc.toString());
        }),
      ],
    });
    view.current = editor;
    return () => editor.destroy();
    // The editor is made once; the effects below bring it what changes.
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    view.current?.dispatch({ effects: language.current.reconfigure(languageFor(names)) });
  }, [names]);

  useEffect(() => {
    const editor = view.current;
    if (editor) editor.dispatch(setDiagnostics(editor.state, diagnosticsFor(editor.state.doc, problems)));
  }, [problems]);

  return <div ref={host} className={classes.host} />;
}
