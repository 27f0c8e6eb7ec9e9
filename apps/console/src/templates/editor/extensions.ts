import { html } from '@codemirror/lang-html';
import { liquid } from '@codemirror/lang-liquid';
import type { LanguageSupport } from '@codemirror/language';
import type { SeenNames } from '../../drafts/seen-names';
import { insideLoops, roots, variablesBelow } from './variables';

/** HTML with Liquid, which knows the variables of this workspace. */
export function languageFor(names: SeenNames): LanguageSupport {
  const below = variablesBelow(names);
  return liquid({
    base: html({ autoCloseTags: true }),
    variables: roots,
    properties: (path, state, { pos }) => below(insideLoops(path, state.sliceDoc(0, pos))),
  });
}
