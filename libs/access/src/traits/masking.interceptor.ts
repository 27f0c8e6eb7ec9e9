import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ProblemError } from '@rapport/kernel';
import { map, type Observable } from 'rxjs';
import type { Caller } from '../caller.js';
import { callerOf } from '../current-caller.js';
import { ROUTE_ACCESS, type RouteAccess, SHOWS_PEOPLE } from '../route-access.js';
import type { Scope } from '../scopes.js';
import { coversScope } from '../scopes-of-role.js';
import { maskPeople } from './mask-people.js';
import { TraitRegistry } from './trait-registry.js';

/** Whoever may read these may read people. */
const scopesOfPeople: readonly Scope[] = [
  'profiles:read',
  'profiles:write',
  'messages:read',
  'messages:send',
  'events:read',
  'operations:read',
];

/**
 * Hides personal values from callers without `pii:read`, in every answer about people of every service: a route need not think
 * of it. What does not pass through an answer (a stream, a file) calls `hiddenFrom` itself.
 */
@Injectable()
export class MaskingInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly traits: TraitRegistry,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const caller = callerOf(context.switchToHttp().getRequest());
    const hidden = caller && this.showsPeople(context) ? hiddenFrom(caller, this.traits) : undefined;
    if (!hidden) return next.handle();
    return next.handle().pipe(map((body: unknown) => maskPeople(body, hidden)));
  }

  private showsPeople(context: ExecutionContext): boolean {
    const places = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<true | undefined>(SHOWS_PEOPLE, places)) return true;
    const access = this.reflector.getAllAndOverride<RouteAccess | undefined>(ROUTE_ACCESS, places);
    if (access?.kind !== 'scopes' && access?.kind !== 'api_key') return false;
    return access.scopes.some((scope) => scopesOfPeople.includes(scope));
  }
}

/**
 * For what cannot be shown in part: a file of rows as they came, a search by values that stay hidden.
 * @param names that it is about; without, any hidden name counts
 * @throws ProblemError `insufficient_scope`
 */
export function requireSight(caller: Caller, traits: TraitRegistry, names?: readonly string[]): void {
  const hidden = hiddenFrom(caller, traits);
  if (!hidden || (names && !names.some((name) => hidden.has(name)))) return;
  throw new ProblemError('insufficient_scope', { extra: { requiredScope: 'pii:read' } });
}

/** Names of traits and identifier types whose values this caller may not see; undefined when there are none. */
export function hiddenFrom(caller: Caller, traits: TraitRegistry): ReadonlySet<string> | undefined {
  const { workspaceId } = caller;
  if (workspaceId === null || caller.kind === 'write_key') return undefined;
  const hidden = traits.hidden(workspaceId);
  return hidden.size === 0 || coversScope(caller.scopes, 'pii:read') ? undefined : hidden;
}
