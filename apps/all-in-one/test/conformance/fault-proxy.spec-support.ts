import {
  createServer,
  request as forward,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { listen } from './listen.spec-support.js';
import { seeded } from './told-call.spec-support.js';

/** What happens to one request on its way. */
export type Fault =
  | 'passes'
  /** 429 with `Retry-After: 1`, as the door says it. */
  | 'is answered 429'
  /** 503 with the door's own body and CORS. */
  | 'is answered 503'
  /** 503 of a load balancer: HTML, and nothing that a browser's CORS check would let through. */
  | 'is answered 503 in HTML'
  /** The connection breaks before the server has seen anything. */
  | 'is lost'
  /** The server has stored the events; its answer never arrives. */
  | 'loses its answer'
  /** The answer arrives in half. */
  | 'has its answer cut'
  /** The answer comes late. */
  | 'is delayed';

const faults: readonly Fault[] = [
  'is answered 429',
  'is answered 503',
  'is answered 503 in HTML',
  'is lost',
  'loses its answer',
  'has its answer cut',
  'is delayed',
];
const delayMs = 300;
const failuresMet = 2;

/** Each fault once, in seeded order, with requests that pass between them, so that no batch meets more than three in a row. */
export function faultScript(seed: number, spare: readonly Fault[] = []): Fault[] {
  const next = seeded(seed);
  const script = faults.filter((fault) => !spare.includes(fault));
  for (let i = script.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [script[i], script[j]] = [script[j] as Fault, script[i] as Fault];
  }
  return script.flatMap((fault, i) => (i % 3 === 2 ? [fault, 'passes' as const] : [fault]));
}

/** Stands before the server for one SDK. Preflights, settings and tokens pass; what carries events meets the script. */
export class FaultProxy {
  /** How often each status came from the server, and each fault was done. */
  readonly statuses = new Map<number, number>();
  readonly done = new Map<Fault, number>();
  /** Requests that found no server, or lost it. */
  unreached = 0;
  /** Requests that carried events. */
  requests = 0;
  port = 0;
  /** What a client sees while no server is there: a broken connection, or a load balancer's 502. */
  whenDown: 'reset' | '502' = 'reset';
  private script: Fault[] = [];
  private away: { sinceFailures: number; returned: Promise<void>; comeBack(): void } | undefined;
  private readonly server: Server;

  /** @param upstreamPort where the server is; may be set later */
  constructor(public upstreamPort = 0) {
    this.server = createServer((request, response) => void this.pass(request, response));
    this.server.keepAliveTimeout = 60_000;
  }

  async open(): Promise<this> {
    this.port = await listen(this.server);
    return this;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  follow(script: readonly Fault[]): void {
    this.script = [...script];
  }

  /** Whether every fault of the script has struck. */
  get isSpent(): boolean {
    return this.script.length === 0;
  }

  /** Requests that met no server, or one that could not store; the proxy of a scaled-out set-up says 503 for both. */
  get failures(): number {
    return this.unreached + (this.statuses.get(503) ?? 0);
  }

  /**
   * The server is about to go. Its SDK meets that a few times and is then kept waiting, as by a load balancer that queues:
   * how long a restart takes is the machine's affair, and must not decide whether the SDK's attempts suffice.
   */
  serverLeaves(): void {
    let comeBack = (): void => undefined;
    const returned = new Promise<void>((resolve) => (comeBack = resolve));
    this.away = { sinceFailures: this.failures, returned, comeBack };
  }

  serverReturns(): void {
    this.away?.comeBack();
    this.away = undefined;
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const carriesEvents = request.method === 'POST' && request.url !== '/oauth/token';
    if (carriesEvents) this.requests++;
    const fault = (carriesEvents && this.script.shift()) || 'passes';
    this.done.set(fault, (this.done.get(fault) ?? 0) + 1);
    request.on('error', () => undefined);
    if (this.away && this.failures >= this.away.sinceFailures + failuresMet) await this.away.returned;
    if (request.socket.destroyed) return;
    if (fault === 'is lost') {
      request.socket.destroy();
    } else if (fault.startsWith('is answered')) {
      request.resume().once('end', () => refuse(fault, request, response));
    } else {
      this.forward(request, response, fault);
    }
  }

  private forward(request: IncomingMessage, response: ServerResponse, fault: Fault): void {
    const { method, url: path, headers } = request;
    const onward = forward({
      host: '127.0.0.1',
      port: this.upstreamPort,
      method,
      path,
      headers,
      agent: false,
    });
    const broken = (): void => {
      if (response.writableEnded) return;
      this.unreached++;
      if (this.whenDown === 'reset' || response.headersSent) return void request.socket.destroy();
      request.resume();
      response
        .writeHead(502, { 'content-type': 'text/html', connection: 'close' })
        .end('<h1>502 Bad Gateway</h1>');
    };
    onward.on('error', broken);
    onward.on('response', (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', broken);
      answer.on('end', () => {
        const status = answer.statusCode ?? 0;
        this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
        const send = (): void => reply(request, response, answer, Buffer.concat(chunks), fault);
        if (fault === 'is delayed') setTimeout(send, delayMs);
        else send();
      });
    });
    request.pipe(onward);
  }
}

function refuse(fault: Fault, { headers, socket }: IncomingMessage, response: ServerResponse): void {
  if (fault === 'is answered 503 in HTML') {
    response
      .writeHead(503, { 'content-type': 'text/html' })
      .end('<html><h1>503 Service Unavailable</h1></html>');
    return;
  }
  if (socket.destroyed) return;
  const [status, code, message] =
    fault === 'is answered 429'
      ? [429, 'rate_limited', 'too many requests']
      : [503, 'unavailable', 'try again later'];
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'retry-after': '1',
      'access-control-allow-origin': headers.origin ?? '*',
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'Retry-After',
    })
    .end(JSON.stringify({ success: false, code, message, error: message }));
}

function reply(
  request: IncomingMessage,
  response: ServerResponse,
  answer: IncomingMessage,
  body: Buffer,
  fault: Fault,
): void {
  if (fault === 'loses its answer') return void request.socket.destroy();
  const { 'transfer-encoding': _encoding, connection: _connection, ...headers } = answer.headers;
  const status = answer.statusCode ?? 500;
  response.writeHead(status, status === 204 ? headers : { ...headers, 'content-length': body.length });
  if (fault === 'has its answer cut') {
    response.write(body.subarray(0, body.length / 2), () => request.socket.destroy());
  } else {
    response.end(body);
  }
}
