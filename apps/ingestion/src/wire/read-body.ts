import { isAscii, isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { err, limits, ok } from '@rapport/kernel';
import type { Result } from '@rapport/kernel';
import { refuse, tryAgainLater } from './domain/wire-refusal.js';
import type { WireRefusal } from './domain/wire-refusal.js';
import { Turnstile } from './turnstile.js';

const inflate = promisify(gunzip);
/** Inflating happens in a few threads, and each may need 4 MiB that nobody has counted yet. */
const inflating = new Turnstile(4);

/** Below the 15 s after which the server closes the socket without an answer that an SDK understands. */
export const bodyDeadlineMs = 10_000;

const tooLarge = refuse('payload_too_large', `the body may hold ${limits.wireBodyBytes} bytes`);
/** So much is read and thrown away, so that the client gets to see the answer; then the socket is closed. */
const drainedBytes = 8 * limits.wireBodyBytes;

export interface BodyTerms {
  deadlineMs: number;
  /** Called with the bytes that come to be held. @returns undefined, or why there is no room for them */
  hold(bytes: number): WireRefusal | undefined;
}

/** The body as text, whatever its content type says. Memory stays below the limit, compressed or not. */
export async function readBody(
  request: IncomingMessage,
  terms: BodyTerms,
): Promise<Result<string, WireRefusal>> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding !== 'gzip' && encoding !== 'identity') {
    drain(request);
    return err(refuse('unsupported_encoding', 'Content-Encoding may be gzip only'));
  }
  const raw = await collect(request, terms);
  if (!raw.ok || encoding === 'identity' || raw.value.length === 0) return raw.ok ? decode(raw.value) : raw;
  const bytes = await inflating.pass(() => unzip(raw.value));
  if (!bytes.ok) return bytes;
  const noRoom = terms.hold(bytes.value.length);
  return noRoom ? err(noRoom) : decode(bytes.value);
}

/** Reads on without keeping anything, up to a bound. */
export function drain(request: IncomingMessage): void {
  let seen = 0;
  request.on('data', (chunk: Buffer) => {
    seen += chunk.length;
    if (seen > drainedBytes) request.destroy();
  });
  request.on('error', () => undefined);
}

function collect(request: IncomingMessage, terms: BodyTerms): Promise<Result<Buffer, WireRefusal>> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const giveUp = (refusal: WireRefusal): void => {
      clearTimeout(deadline);
      request.off('data', keep);
      chunks.length = 0;
      drain(request);
      resolve(err(refusal));
    };
    const keep = (chunk: Buffer): void => {
      size += chunk.length;
      chunks.push(chunk);
      const refusal = size > limits.wireBodyBytes ? tooLarge : terms.hold(chunk.length);
      if (refusal) giveUp(refusal);
    };
    const late = tryAgainLater('request_timeout', 1, false);
    const deadline = setTimeout(() => giveUp(late), terms.deadlineMs);
    const gone = (error: Error): void => {
      clearTimeout(deadline);
      reject(error);
    };
    request.on('data', keep);
    request.once('error', gone);
    request.once('close', () => gone(new Error('the client went away')));
    request.once('end', () => {
      clearTimeout(deadline);
      resolve(ok(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    });
  });
}

/** Stops inflating at the limit: a bomb of 100 KB would become 100 MB. */
async function unzip(compressed: Buffer): Promise<Result<Buffer, WireRefusal>> {
  try {
    return ok(await inflate(compressed, { maxOutputLength: limits.wireBodyBytes }));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return err(
      code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge : refuse('invalid_gzip', 'the body is not valid gzip'),
    );
  }
}

function decode(bytes: Buffer): Result<string, WireRefusal> {
  if (isAscii(bytes)) return ok(bytes.toString('latin1'));
  if (!isUtf8(bytes)) return err(refuse('invalid_utf8', 'the body is not valid UTF-8'));
  const text = bytes.toString('utf8');
  return ok(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
}
