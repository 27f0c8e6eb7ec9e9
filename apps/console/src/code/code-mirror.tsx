import { setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { Compartment, type Extension, type Text } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { baseExtensions } from './base-extensions';
import classes from './code-mirror.module.css';

interface CodeMirrorProps {
  label: string;
  value: string;
  /** Made once per change of what it depends on: a new object makes the editor read its text again. */
  language: Extension;
  diagnose?: (doc: Text) => Diagnostic[];
  onChange: (value: string) => void;
}

/** CodeMirror under React: the editor owns its text; React hands in a new text only when it comes from elsewhere. */
export function CodeMirror({ label, value, language, diagnose, onChange }: CodeMirrorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const spoken = useRef(new Compartment());
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
        baseExtensions(label),
        spoken.current.of(language),
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
    view.current?.dispatch({ effects: spoken.current.reconfigure(language) });
  }, [language]);

  useEffect(() => {
    const editor = view.current;
    if (editor && diagnose) editor.dispatch(setDiagnostics(editor.state, diagnose(editor.state.doc)));
  }, [diagnose]);

  return <div ref={host} className={classes.host} />;
}
