/** The tags that templates may use: standard Liquid without those that read files (security.md T7). */
export const allowedTags = [
  'assign',
  'for',
  'capture',
  'case',
  'comment',
  'decrement',
  'increment',
  'cycle',
  'if',
  'tablerow',
  'unless',
  'break',
  'continue',
  'raw',
  'echo',
  'liquid',
  '#',
] as const;

/**
 * The filters that templates may use: standard Liquid, and `money`. Left out are the filters that evaluate text as an
 * expression (`where_exp` …), that hand out secrets' digests (`hmac_sha256`) or that answer differently each time (`sample`):
 * what was previewed is what is sent.
 */
export const allowedFilters = [
  ...[
    'escape',
    'xml_escape',
    'escape_once',
    'newline_to_br',
    'strip_html',
    'strip_newlines',
    'raw',
    'default',
  ],
  ...[
    'abs',
    'at_least',
    'at_most',
    'ceil',
    'divided_by',
    'floor',
    'minus',
    'plus',
    'modulo',
    'times',
    'round',
  ],
  ...['url_decode', 'url_encode', 'cgi_escape', 'uri_escape', 'slugify', 'base64_encode', 'base64_decode'],
  ...['join', 'last', 'first', 'reverse', 'sort', 'sort_natural', 'size', 'map', 'sum', 'compact', 'concat'],
  ...[
    'push',
    'unshift',
    'pop',
    'shift',
    'slice',
    'where',
    'reject',
    'group_by',
    'has',
    'find',
    'find_index',
    'uniq',
  ],
  ...['date', 'date_to_xmlschema', 'date_to_rfc822', 'date_to_string', 'date_to_long_string', 'money'],
  ...[
    'append',
    'prepend',
    'lstrip',
    'rstrip',
    'strip',
    'squish',
    'split',
    'downcase',
    'upcase',
    'capitalize',
  ],
  ...[
    'remove',
    'remove_first',
    'remove_last',
    'replace',
    'replace_first',
    'replace_last',
    'normalize_whitespace',
  ],
  ...[
    'truncate',
    'truncatewords',
    'number_of_words',
    'array_to_sentence_string',
    'to_integer',
    'json',
    'jsonify',
  ],
] as const;

/** Limits of one rendering (security.md T7). They are cooperative: the worker that ignores them is killed. */
export const renderLimits = {
  /** Characters of one Liquid text. */
  sourceLength: 200_000,
  renderMs: 200,
  /** Characters and elements that one text may make while rendering; at 2 to 8 bytes each, below 16 MB. */
  memoryUnits: 2_000_000,
  /** Characters of the HTML that comes out. */
  htmlLength: 500_000,
  /** Nobody answers for this long: the worker is killed. */
  killAfterMs: 1000,
} as const;
