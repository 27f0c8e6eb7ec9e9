export interface DiffLine {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

/** Beyond this the table of the comparison would be too large; then everything counts as replaced. */
const mostCells = 4_000_000;

/**
 * What changed between two texts, line by line: the longest common subsequence of their lines stays, what is only in
 * `before` is removed, what is only in `after` is added. Removed lines stand before the added ones that replace them.
 */
export function diffLines(before: string, after: string): DiffLine[] {
  const a = before.split('\n');
  const b = after.split('\n');
  if (a.length * b.length > mostCells) {
    return [...a.map((text) => line('removed', text)), ...b.map((text) => line('added', text))];
  }
  const common = commonLengths(a, b);
  const width = b.length + 1;
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const [left, right] = [a[i] ?? '', b[j] ?? ''];
    if (left === right) {
      lines.push(line('same', left));
      i++;
      j++;
    } else if ((common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0)) {
      lines.push(line('removed', left));
      i++;
    } else {
      lines.push(line('added', right));
      j++;
    }
  }
  for (; i < a.length; i++) lines.push(line('removed', a[i] ?? ''));
  for (; j < b.length; j++) lines.push(line('added', b[j] ?? ''));
  return lines;
}

/** At (i, j): how many lines a[i…] and b[j…] have in common, in order. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint32Array {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        a[i] === b[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
    }
  }
  return lengths;
}

function line(kind: DiffLine['kind'], text: string): DiffLine {
  return { kind, text };
}
