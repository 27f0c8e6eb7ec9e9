/** What every call carries. Kept in memory only: the session itself is an HttpOnly cookie. */
let csrfToken: string | null = null;
let workspaceId: string | null = null;

export function setCredentials(session: { csrfToken: string; workspaceId: string | null } | null): void {
  csrfToken = session?.csrfToken ?? null;
  workspaceId = session?.workspaceId ?? null;
}

export function credentialHeaders(unsafe: boolean): Record<string, string> {
  return {
    ...(workspaceId ? { 'Rapport-Workspace': workspaceId } : {}),
    ...(unsafe && csrfToken ? { 'X-CSRF-Token': csrfToken } : {}),
  };
}

/** `EventSource` sends no headers: the workspace goes into the query (api.md 2.9). */
export function currentWorkspaceId(): string | null {
  return workspaceId;
}
