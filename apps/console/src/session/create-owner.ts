import { ApiError, type ProblemBody } from '../api/problem';
import type { SetupResult } from '../api/types';
import { t } from '../intl/text';

export interface OwnerForm {
  email: string;
  password: string;
  workspaceName: string;
  memberName: string;
  token: string;
}

/** Its own call: no session yet, and the set-up token travels in a header. */
export async function createOwner(form: OwnerForm): Promise<SetupResult> {
  const response = await fetch('/api/v1/setup', {
    method: 'POST',
    credentials: 'same-origin',
    headers: {
      'Content-Type': 'application/json',
      ...(form.token ? { 'Rapport-Setup-Token': form.token } : {}),
    },
    body: JSON.stringify({
      email: form.email.trim(),
      password: form.password,
      workspaceName: form.workspaceName.trim(),
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC',
      ...(form.memberName.trim() ? { memberName: form.memberName.trim() } : {}),
    }),
  });
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body as SetupResult;
  const unexpected = {
    status: response.status,
    code: 'unexpected_answer',
    title: t('Unexpected answer ({status}).', { status: response.status }),
  };
  throw new ApiError((body as ProblemBody | null) ?? unexpected);
}
