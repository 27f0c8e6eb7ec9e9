import type { Problem } from '@rapport/contracts';
import { problemOf } from '../api/problem';
import { t } from '../intl/text';
import type { RenderingState } from './use-rendering';

type Rendered = Pick<RenderingState, 'rendering' | 'error' | 'person'>;

/** Everything known to be wrong with the content now: refusals of the renderer, of the last save, and variables without a value. */
export function problemsOf(
  state: Rendered,
  saveError: unknown,
  missingVariable: 'fail' | 'blank',
): Problem[] {
  const found: Problem[] = [
    ...faultsOf(state.error),
    ...(state.error ? [] : faultsOf(saveError)),
    ...(state.rendering?.problems ?? []),
  ];
  for (const name of state.rendering?.missing ?? []) {
    if (found.some((problem) => problem.message.includes(name))) continue;
    found.push({
      severity: missingVariable === 'fail' ? 'error' : 'warning',
      code: 'variable_missing_for',
      field: name,
      message:
        missingVariable === 'fail'
          ? t(
              '{name} has no value for this person: the message would not be sent. Check the spelling or add a default.',
              { name },
            )
          : t('{name} has no value for this person: it would be left blank.', { name }),
    });
  }
  return found;
}

function faultsOf(error: unknown): Problem[] {
  if (!error) return [];
  const body = problemOf(error);
  if (body.code === 'stale_revision') return [];
  const faults = body.errors ?? [];
  if (faults.length === 0)
    return [{ severity: 'error', code: body.code, field: '', message: body.detail ?? body.title }];
  return faults.map((fault) => ({
    severity: 'error',
    code: fault.rule,
    field: fault.field,
    message: fault.message,
  }));
}

/** The first fault that belongs to one field of the envelope; field paths end in the field's own name. */
export function fieldFault(problems: readonly Problem[], field: string): string | undefined {
  return problems.find(
    (problem) =>
      problem.severity === 'error' && (problem.field === field || problem.field.endsWith(`.${field}`)),
  )?.message;
}

/** Line of the HTML that a message names ("… line 12 …"), when the fault is in the body. */
export function faultLine(problem: Problem): number | null {
  if (!/(?:^|\.)(?:html|body)$/.test(problem.field)) return null;
  const match = /line:?\s*(\d+)/i.exec(problem.message);
  return match ? Number(match[1]) : null;
}
