import { timingSafeEqual } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { SETTINGS, type Settings } from '@rapport/config';
import { ProblemError } from '@rapport/kernel';
import type { Caller } from '../caller.js';
import { IdentifyCaller } from '../credentials/identify-caller.usecase.js';
import { rememberCaller } from '../current-caller.js';
import { mayCall } from './may-call.js';
import { isUnsafe, originVerdict } from './same-origin.js';
import { ROUTE_ACCESS, type RouteAccess, WORKSPACE_IN_QUERY } from '../route-access.js';

/** What the guard reads of a request; Fastify's has it. */
interface GuardedRequest {
  method: string;
  headers: Record<string, string | undefined>;
  query: Record<string, unknown>;
  /** The pattern of the route that took the request: no trick with the path reaches it. */
  routeOptions: { url?: string };
}

/** Guards every route of every service; a route that does not say who may call it is closed. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly identify: IdentifyCaller,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const places = [context.getHandler(), context.getClass()];
    const access = this.reflector.getAllAndOverride<RouteAccess | undefined>(ROUTE_ACCESS, places);
    const request = context.switchToHttp().getRequest<GuardedRequest>();
    if (!access) throw new ProblemError('unauthenticated');
    if (access.kind === 'public' || access.kind === 'optional') {
      this.checkOriginOfOpenRoute(request);
      if (access.kind === 'optional') await this.rememberIfAny(request);
      return true;
    }
    const inQuery = this.reflector.getAllAndOverride<true | undefined>(WORKSPACE_IN_QUERY, places);
    const workspace = workspaceOf(request, inQuery === true);
    const keyOnly = access.kind === 'api_key';
    // Where only a key is of use, a cookie that a browser sends along says nothing.
    const headers = keyOnly ? { authorization: request.headers.authorization } : request.headers;
    const caller = await this.identify.execute(headers, workspace, keyOnly);
    const refusal = mayCall(access, caller);
    if (refusal) {
      const { code, ...extra } = refusal;
      throw new ProblemError(code, { extra });
    }
    if (caller.kind === 'session' && isUnsafe(request.method)) this.checkForgery(request, caller.csrfToken);
    rememberCaller(request, caller);
    return true;
  }

  /** Login and set-up: a browser of another site may not call them; curl, which says no origin, may. */
  private checkOriginOfOpenRoute(request: GuardedRequest): void {
    if (!isUnsafe(request.method) || !request.routeOptions.url?.startsWith('/api/v1/')) return;
    if (originVerdict(request.headers, this.settings.publicUrl) === 'foreign')
      throw new ProblemError('csrf_failed');
  }

  private async rememberIfAny(request: GuardedRequest): Promise<void> {
    try {
      const caller: Caller = await this.identify.execute(request.headers, workspaceOf(request, false));
      if (caller.kind !== 'write_key') rememberCaller(request, caller);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
    }
  }

  /** Browsers send cookies unasked: the origin and the token, which a foreign page cannot read, must both be ours. */
  private checkForgery(request: GuardedRequest, csrfToken: string): void {
    const ours = originVerdict(request.headers, this.settings.publicUrl) === 'ours';
    if (!ours || !equalTexts(request.headers['x-csrf-token'] ?? '', csrfToken)) {
      throw new ProblemError('csrf_failed');
    }
  }
}

function workspaceOf(request: GuardedRequest, inQuery: boolean): string | undefined {
  const header = request.headers['rapport-workspace'];
  const parameter = inQuery ? request.query.workspace : undefined;
  return header ?? (typeof parameter === 'string' ? parameter : undefined);
}

function equalTexts(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
