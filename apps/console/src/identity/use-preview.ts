import { useMutation } from '@tanstack/react-query';
import { policyPath } from '../api/identity-queries';
import type { IdentityPreview, IdentitySettings } from '../api/identity-types';
import { hasEnded, type Operation } from '../api/operation-types';
import { sayProblem } from '../api/problem';
import { post } from '../api/request';
import { t } from '../intl/text';
import { useOperation } from '../operations/use-operation';
import { tellFault } from '../ui/notices';

export interface PreviewState {
  begin: (settings: IdentitySettings) => void;
  cancel: () => void;
  started: boolean;
  isRunning: boolean;
  /** What was previewed. */
  of: IdentitySettings | null;
  operation: Operation | undefined;
  result: IdentityPreview | null;
  /** The refusal of the settings themselves, for their fields. */
  refusal: unknown;
  error: string | null;
}

export function usePreview(): PreviewState {
  const { mutate, data, error, isIdle, variables } = useMutation({
    mutationFn: (settings: IdentitySettings) => post<Operation>(`${policyPath}/preview`, settings),
  });
  const cancel = useMutation({
    mutationFn: () => post(`/operations/profiles/${data?.id ?? ''}/cancel`),
    onError: tellFault,
  });
  const operation = useOperation('profiles', data?.id ?? null);
  const isOver = operation !== undefined && hasEnded(operation.state);
  const fault = error ? sayProblem(error) : (operation?.error?.message ?? null);
  return {
    begin: mutate,
    cancel: cancel.mutate,
    started: !isIdle,
    isRunning: !isIdle && !error && !isOver,
    of: variables ?? null,
    operation,
    result: isOver && operation.state === 'succeeded' ? (operation.result as IdentityPreview) : null,
    refusal: error,
    error: fault ?? (operation?.state === 'cancelled' ? t('The preview was cancelled.') : null),
  };
}
