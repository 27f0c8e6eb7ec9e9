import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { pageNonce } from '../app/nonce';

/** Colours by variables of the page, so that one theme serves both schemes; each is 4.5:1 or better on the editor's ground. */
const look = EditorView.theme({
  '&': { fontSize: '13px', backgroundColor: 'var(--app-surface)', color: 'var(--mantine-color-text)' },
  '&.cm-focused': { outline: '2px solid var(--mantine-color-anchor)', outlineOffset: '-2px' },
  '.cm-scroller': {
    fontFamily: 'var(--mantine-font-family-monospace)',
    lineHeight: '1.6',
    maxHeight: '560px',
    minHeight: '320px',
    overflow: 'auto',
  },
  '.cm-content': { padding: '10px 0', caretColor: 'var(--mantine-color-text)' },
  '.cm-gutters': {
    backgroundColor: 'var(--app-sunken)',
    color: 'var(--mantine-color-dimmed)',
    border: 'none',
    borderRight: '1px solid var(--app-border)',
  },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 10px 0 14px' },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--app-hover) 60%, transparent)' },
  '.cm-cursor': { borderLeftColor: 'var(--mantine-color-text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--app-info-soft)',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--app-surface)',
    border: '1px solid var(--app-border)',
    borderRadius: '8px',
    overflow: 'hidden',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--app-nav-active)',
    color: 'var(--app-nav-active-text)',
  },
  '.cm-completionDetail': { color: 'inherit', opacity: '1', fontStyle: 'normal', marginLeft: '10px' },
  '.cm-diagnostic': { fontFamily: 'var(--mantine-font-family)', padding: '6px 10px' },
  '.cm-lintRange-error': { backgroundImage: 'none', borderBottom: '2px dotted var(--app-bad)' },
  '.cm-lintRange-warning': { backgroundImage: 'none', borderBottom: '2px dotted var(--app-warn)' },
});

const colours = HighlightStyle.define([
  { tag: [tags.tagName, tags.angleBracket], color: 'var(--app-info)' },
  { tag: [tags.attributeName, tags.propertyName], color: 'var(--app-warn)' },
  { tag: [tags.attributeValue, tags.string], color: 'var(--app-good)' },
  { tag: [tags.keyword, tags.controlKeyword, tags.operator, tags.brace], color: 'var(--app-bad)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--app-info)' },
  { tag: [tags.variableName], color: 'var(--mantine-color-text)', fontWeight: '600' },
  {
    tag: [tags.comment, tags.documentMeta, tags.processingInstruction],
    color: 'var(--mantine-color-dimmed)',
  },
]);

/** What every code editor has; `label` is its name for a screen reader. */
export function baseExtensions(label: string): Extension {
  return [
    EditorView.cspNonce.of(pageNonce()),
    EditorView.contentAttributes.of({
      'aria-label': label,
      spellcheck: 'false',
      tabindex: '0',
    }),
    EditorView.lineWrapping,
    EditorState.tabSize.of(2),
    lineNumbers(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    autocompletion(),
    highlightActiveLine(),
    look,
    syntaxHighlighting(colours),
    // Tab is left alone: it must lead out of the editor for whoever has no mouse.
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
  ];
}
