import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';

/** A request exactly as it goes out. */
export interface RawRequest {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  /** Several parts go out chunked. */
  body?: string | Buffer | Buffer[];
}

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** `code` of a JSON body, of either door. */
  code: string | undefined;
}

/** security.md 4.2: no input may keep a client waiting longer. */
export const longestAnswerMs = 2_000;

/** Sends one request on a connection of its own. @throws when no answer came in time */
export function sendRaw(
  baseUrl: string,
  { method = 'POST', path, headers = {}, body = '' }: RawRequest,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(baseUrl);
  const parts = Array.isArray(body) ? body : [body];
  const length = Array.isArray(body) ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        hostname,
        port,
        method,
        path,
        headers: { ...length, ...headers },
        agent: false,
        signal: AbortSignal.timeout(longestAnswerMs),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, code: codeIn(text) });
        });
      },
    );
    request.on('error', reject);
    for (const part of parts) request.write(part);
    request.end();
  });
}

function codeIn(text: string): string | undefined {
  if (!text.startsWith('{')) return undefined;
  return (JSON.parse(text) as { code?: string }).code;
}

/** An open connection that says what it is told to, byte by byte if need be. */
export class RawSocket {
  private readonly socket: Socket;
  received = '';
  closed = false;
  readonly opened: Promise<void>;

  constructor(baseUrl: string, options: { allowHalfOpen?: boolean } = {}) {
    const { hostname, port } = new URL(baseUrl);
    this.socket = connect({
      host: hostname === 'localhost' ? '127.0.0.1' : hostname,
      port: Number(port),
      ...options,
    });
    this.opened = new Promise((resolve, reject) => {
      this.socket.once('connect', resolve);
      this.socket.once('error', reject);
    });
    this.socket.on('error', () => undefined);
    this.socket.on('data', (chunk: Buffer) => (this.received += chunk.toString('latin1')));
    this.socket.once('close', () => (this.closed = true));
  }

  write(bytes: string | Buffer): void {
    if (!this.socket.destroyed) this.socket.write(bytes);
  }

  /** Says that nothing more will come, and keeps listening. */
  half(): void {
    this.socket.end();
  }

  destroy(): void {
    this.socket.destroy();
  }
}
