/**
 * Where in a pretty-printed JSON text a field stands, so that the fault can be marked; null when it is not there, as when it
 * is missing. The text is what `JSON.stringify(value, null, 2)` prints, the field a path such as `properties.items[0].price`.
 */
export function lineOfField(text: string, field: string): number | null {
  const path = field.match(/[^.[\]]+/g);
  if (!path) return null;
  const lines = text.split('\n');
  let line = 0;
  for (const [depth, name] of path.entries()) {
    const found = findChild(lines, line, depth + 1, name);
    if (found === null) return null;
    line = found;
  }
  return line;
}

/** Looks below `from`, among the lines of exactly this depth, until the object or list that began there ends. */
function findChild(lines: readonly string[], from: number, depth: number, name: string): number | null {
  const indent = '  '.repeat(depth);
  const key = `${indent}${JSON.stringify(name)}: `;
  const place = /^\d+$/.test(name) ? Number(name) : null;
  let seen = 0;
  for (let line = from + 1; line < lines.length; line++) {
    const text = lines[line] ?? '';
    if (!text.startsWith(indent)) return null;
    if (text.startsWith(`${indent} `)) continue;
    if (text.startsWith(key)) return line;
    const isValue = !/^\s*[\]}],?$/.test(text) && !/^\s*"(?:[^"\\]|\\.)*": /.test(text);
    if (isValue && place !== null && seen++ === place) return line;
  }
  return null;
}
