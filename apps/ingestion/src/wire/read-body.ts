import { isAscii, isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { err, limits, ok } from '@rapport/kernel';
import type { Result } from '@rapport/kernel';
import { refuse } from './domain/wire-refusal.js';
import type { WireRefusal } from './domain/wire-refusal.js';

const inflate = promisify(gunzip);
const tooLarge = refuse('payload_too_large', `the body may hold ${limits.wireBodyBytes} bytes`);
/** So much is read and thrown away, so that the client gets to see the answer; then the socket is closed. */
const drainedBytes = 8 * limits.wireBodyBytes;

/** The body as text, whatever its content type says. Memory stays below the limit, compressed or not. */
export async function readBody(request: IncomingMessage): Promise<Result<string, WireRefusal>> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding !== 'gzip' && encoding !== 'identity') {
    drain(request);
    return err(refuse('unsupported_encoding', 'Content-Encoding may be gzip only'));
  }
  const raw = await collect(request);
  if (!raw.ok) return raw;
  const bytes = encoding === 'gzip' && raw.value.length > 0 ? await unzip(raw.value) : raw;
  return bytes.ok ? decode(bytes.value) : bytes;
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

function collect(request: IncomingMessage): Promise<Result<Buffer, WireRefusal>> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const keep = (chunk: Buffer): void => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= limits.wireBodyBytes) return;
      request.off('data', keep);
      drain(request);
      resolve(err(tooLarge));
    };
    request.on('data', keep);
    request.once('error', reject);
    request.once('close', () => reject(new Error('the client went away')));
    request.once('end', () =>
      resolve(ok(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks))),
    );
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
