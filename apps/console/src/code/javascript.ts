import {
  continuedIndent,
  delimitedIndent,
  indentNodeProp,
  LanguageSupport,
  LRLanguage,
} from '@codemirror/language';
import { parser } from '@lezer/javascript';

const indenting = parser.configure({
  props: [
    indentNodeProp.add({
      IfStatement: continuedIndent({ except: /^\s*({|else\b)/ }),
      'Block ObjectExpression ArrayExpression': delimitedIndent({ closing: '}' }),
      'Statement Property': continuedIndent({ except: /^\s*{/ }),
    }),
  ],
});

/**
 * JavaScript by its grammar alone: the packaged language brings JSX, TypeScript and completion lists that a transform has no
 * use for.
 */
const javascriptLanguage = LRLanguage.define({
  name: 'javascript',
  parser: indenting,
  languageData: {
    closeBrackets: { brackets: ['(', '[', '{', "'", '"', '`'] },
    commentTokens: { line: '//', block: { open: '/*', close: '*/' } },
    indentOnInput: /^\s*(?:case |default:|\{|\})$/,
  },
});

/** JSON is one expression of JavaScript; what is not JSON in it is found when it is read. */
const jsonLanguage = LRLanguage.define({
  name: 'json',
  parser: indenting.configure({ top: 'SingleExpression' }),
  languageData: { closeBrackets: { brackets: ['[', '{', '"'] }, indentOnInput: /^\s*[\]}]$/ },
});

export const javascript = new LanguageSupport(javascriptLanguage);
export const json = new LanguageSupport(jsonLanguage);
