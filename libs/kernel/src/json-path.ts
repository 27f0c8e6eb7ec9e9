export type JsonPath = readonly (string | number)[];

/** `['a','b',2,'c']` as `a.b[2].c` (api.md 2.4). Names that are not plain words stand in brackets, cut to 64 characters. */
export function fieldOfPath(path: JsonPath): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (/^[A-Za-z_$][\w$-]{0,63}$/.test(part)) text += text === '' ? part : `.${part}`;
    else text += `[${JSON.stringify(part.slice(0, 64).toWellFormed())}]`;
  }
  return text;
}
