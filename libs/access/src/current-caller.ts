import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ProblemError } from '@rapport/kernel';
import type { Caller } from './caller.js';

const callers = new WeakMap<object, Caller>();

/** Remembers who sends `request`; only the guard does this. */
export function rememberCaller(request: object, caller: Caller): void {
  callers.set(request, caller);
}

/** Who sends `request`; undefined where no credential was read. */
export function callerOf(request: object): Caller | undefined {
  return callers.get(request);
}

const requestOf = (context: ExecutionContext): object => context.switchToHttp().getRequest<object>();

/** Parameter: the caller. Undefined only under `@Public()` and `@OptionalCredential()`. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext) =>
  callerOf(requestOf(context)),
);

/** Parameter: uuid of the workspace that the credential stands for. */
export const CurrentWorkspace = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const workspaceId = callerOf(requestOf(context))?.workspaceId;
  if (!workspaceId) throw new ProblemError('workspace_required');
  return workspaceId;
});
