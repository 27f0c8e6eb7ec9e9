import { SetMetadata } from '@nestjs/common';
import type { Scope } from './scopes.js';

/**
 * Who may call a route. Every route says so with exactly one of the decorators below; one that says nothing is refused at
 * the start of the process.
 */
export type RouteAccess =
  | { kind: 'public' }
  /** A credential is read when one is sent, and a bad one counts as none. */
  | { kind: 'optional' }
  /** A session, with or without a workspace. */
  | { kind: 'session' }
  /** Any credential of a workspace. */
  | { kind: 'workspace' }
  | { kind: 'scopes'; scopes: readonly Scope[]; writeKeys: boolean }
  /** An API key and nothing else, as Bearer or as the user name of Basic. */
  | { kind: 'api_key'; scopes: readonly Scope[] };

export const ROUTE_ACCESS = 'rapport:route-access';
export const SHOWS_PEOPLE = 'rapport:shows-people';
export const WORKSPACE_IN_QUERY = 'rapport:workspace-in-query';

/** No credential is read. Unsafe methods still check the origin of a browser. */
export const Public = () => SetMetadata(ROUTE_ACCESS, { kind: 'public' } satisfies RouteAccess);

/** Open to everybody; `@CurrentCaller()` is there when a valid credential of a workspace was sent. */
export const OptionalCredential = () => SetMetadata(ROUTE_ACCESS, { kind: 'optional' } satisfies RouteAccess);

/** For a member who is logged in, whatever the workspace. */
export const SessionRoute = () => SetMetadata(ROUTE_ACCESS, { kind: 'session' } satisfies RouteAccess);

/** For any credential of a workspace, whatever its scopes. */
export const AnyScope = () => SetMetadata(ROUTE_ACCESS, { kind: 'workspace' } satisfies RouteAccess);

/** For API keys and sessions that hold all of `scopes`. */
export const RequireScopes = (...scopes: Scope[]) =>
  SetMetadata(ROUTE_ACCESS, { kind: 'scopes', scopes, writeKeys: false } satisfies RouteAccess);

/** As `RequireScopes`, and for every write key. */
export const RequireScopesOrWriteKey = (...scopes: Scope[]) =>
  SetMetadata(ROUTE_ACCESS, { kind: 'scopes', scopes, writeKeys: true } satisfies RouteAccess);

/** Answers tell of people although its scopes do not say so: values that need `pii:read` are hidden in them. */
export const ShowsPeople = () => SetMetadata(SHOWS_PEOPLE, true);

/**
 * For API keys that hold all of `scopes`, as Bearer or, as clients of Segment's Profile API send them, as the user name of Basic.
 */
export const RequireApiKey = (...scopes: Scope[]) =>
  SetMetadata(ROUTE_ACCESS, { kind: 'api_key', scopes } satisfies RouteAccess);

/**
 * Lets `?workspace=wsp_…` stand for the header of the same purpose, with a session: `EventSource` sends no headers
 * (api.md 2.9).
 */
export const WorkspaceInQuery = () => SetMetadata(WORKSPACE_IN_QUERY, true);
