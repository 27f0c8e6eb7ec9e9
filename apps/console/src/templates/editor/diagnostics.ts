import type { Diagnostic } from '@codemirror/lint';
import type { Text } from '@codemirror/state';
import type { Problem } from '@rapport/contracts';
import { faultLine } from '../template-problems';

/** Marks what the server found: by the line it named, or wherever the variable it named stands. */
export function diagnosticsFor(doc: Text, problems: readonly Problem[]): Diagnostic[] {
  const text = doc.toString();
  return problems.flatMap((problem): Diagnostic[] => {
    const base = { severity: problem.severity, message: problem.message };
    const line = faultLine(problem);
    if (line !== null && line >= 1 && line <= doc.lines) {
      const { from, to } = doc.line(line);
      return [{ ...base, from, to }];
    }
    const name = /^[\w.]+$/.test(problem.field) ? problem.field : null;
    const from = name ? text.indexOf(name) : -1;
    return name && from >= 0 ? [{ ...base, from, to: from + name.length }] : [];
  });
}
