import type { ErrorCode } from '@rapport/kernel';
import type { Caller } from '../caller.js';
import type { RouteAccess } from '../route-access.js';
import { coversScope } from '../scopes-of-role.js';
import type { Scope } from '../scopes.js';

export type Refusal =
  | { code: Extract<ErrorCode, 'wrong_key_kind' | 'workspace_required'> }
  | { code: Extract<ErrorCode, 'insufficient_scope'>; requiredScope: Scope };

/** Why `caller` may not call a route that needs a credential; undefined when it may. */
export function mayCall(
  access: Exclude<RouteAccess, { kind: 'public' | 'optional' }>,
  caller: Caller,
): Refusal | undefined {
  if (caller.kind === 'write_key') {
    return access.kind === 'scopes' && access.writeKeys ? undefined : { code: 'wrong_key_kind' };
  }
  if (access.kind === 'api_key' && caller.kind !== 'api_key') return { code: 'wrong_key_kind' };
  if (access.kind === 'session') {
    return caller.kind === 'session' ? undefined : { code: 'wrong_key_kind' };
  }
  if (caller.workspaceId === null) return { code: 'workspace_required' };
  if (access.kind === 'workspace') return undefined;
  const missing = access.scopes.find((scope) => !coversScope(caller.scopes, scope));
  return missing && { code: 'insufficient_scope', requiredScope: missing };
}
