import { t } from '../intl/text';
import { credentialHeaders } from './credentials';
import { ApiError, type ProblemBody } from './problem';

export type QueryValue = string | number | boolean | undefined | null;
export type Query = Record<string, QueryValue | QueryValue[]>;

export interface RequestOptions {
  query?: Query;
  body?: unknown;
  ifMatch?: string;
  signal?: AbortSignal;
}

export interface Answer<T> {
  data: T;
  etag: string | null;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type SignedOutListener = () => void;

let onSignedOut: SignedOutListener = () => undefined;

/** Told when the session has ended, so that the console can show the log-in form in place. */
export function listenForSignedOut(listener: SignedOutListener): void {
  onSignedOut = listener;
}

export function queryString(query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') search.append(name, String(one));
    }
  }
  const text = search.toString();
  return text ? `?${text}` : '';
}

/** One call of the management API; throws `ApiError` for every answer that is not 2xx. */
export async function request<T>(
  method: Method,
  path: string,
  options: RequestOptions = {},
): Promise<Answer<T>> {
  const response = await fetch(`/api/v1${path}${queryString(options.query)}`, {
    method,
    credentials: 'same-origin',
    signal: options.signal ?? null,
    headers: {
      Accept: 'application/json',
      ...(options.body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(options.ifMatch ? { 'If-Match': options.ifMatch } : {}),
      ...credentialHeaders(method !== 'GET'),
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  });
  const text = await response.text();
  if (response.ok) {
    return { data: (text ? JSON.parse(text) : undefined) as T, etag: response.headers.get('ETag') };
  }
  throw refusal(response.status, text);
}

/** A stream of server-sent events, from after `lastEventId` on; `EventSource` can only begin with what comes now. */
export async function openStream(
  path: string,
  query: Query,
  lastEventId: string | null,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const response = await fetch(`/api/v1${path}${queryString(query)}`, {
    credentials: 'same-origin',
    signal,
    headers: {
      Accept: 'text/event-stream',
      ...(lastEventId ? { 'Last-Event-ID': lastEventId } : {}),
      ...credentialHeaders(false),
    },
  });
  if (response.ok && response.body) return response.body;
  throw refusal(response.status, await response.text());
}

/** A file of the API; links cannot carry the workspace's header. */
export async function getFile(path: string): Promise<Blob> {
  const response = await fetch(`/api/v1${path}`, {
    credentials: 'same-origin',
    headers: credentialHeaders(false),
  });
  if (response.ok) return response.blob();
  throw refusal(response.status, await response.text());
}

export function refusal(status: number, text: string): ApiError {
  const problem = readProblem(status, text);
  if (problem.code === 'unauthenticated') onSignedOut();
  return new ApiError(problem);
}

export async function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return (await request<T>('GET', path, { ...(query ? { query } : {}), ...(signal ? { signal } : {}) })).data;
}

export async function post<T>(path: string, body: unknown = {}): Promise<T> {
  return (await request<T>('POST', path, { body })).data;
}

function readProblem(status: number, text: string): ProblemBody {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && 'code' in body) return body as ProblemBody;
  } catch {
    // Not JSON: a proxy answered, not Rapport.
  }
  return { status, code: 'unexpected_answer', title: t('Unexpected answer ({status}).', { status }) };
}
