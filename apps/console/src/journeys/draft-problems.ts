import type { JourneyDraft, Problem } from '@rapport/contracts';
import { problemOf } from '../api/problem';
import { t } from '../intl/text';

/** A refused draft (422 `invalid_journey`) in the same shape as the problems of a check, each with the step it stands in. */
export function refusalsOf(error: unknown, draft: JourneyDraft): Problem[] {
  if (!error) return [];
  const body = problemOf(error);
  if (body.code === 'stale_revision') return [];
  if (body.problems) return body.problems;
  if (!body.errors?.length)
    return [{ severity: 'error', code: body.code, field: '', message: body.detail ?? body.title }];
  return body.errors.map((fault) => {
    const index = /steps\[(\d+)\]/.exec(fault.field)?.[1];
    const step = index === undefined ? undefined : draft.steps[Number(index)]?.key;
    return {
      severity: 'error',
      code: fault.rule,
      field: fault.field,
      message: sentence(fault.message),
      ...(step ? { step } : {}),
    };
  });
}

function sentence(message: string): string {
  return message === 'is required' ? t('Something required is missing.') : message;
}
