import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, gunzipSync } from 'node:zlib';
import { ProblemError } from '@rapport/kernel';

export interface BodyLimits {
  /** Plain, or after gzip. */
  maxBytes: number;
  /** Of a gzip stream as sent. */
  maxCompressedBytes: number;
}

/** So much of a body that is too large is still taken, so that the client gets to read why. */
const drainedBytes = 16 * 1024 * 1024;
/** Below this a detour over the thread pool costs more than it saves. */
const inflatedAtOnceBytes = 16 * 1024;
const gunzipLater = promisify(gunzip);

/**
 * Reads a body, plain or gzip, with bounded memory.
 * @throws ProblemError `payload_too_large`, `unsupported_media_type` for any other encoding, `invalid_json` for damaged gzip
 */
export async function readBody(request: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'gzip' && encoding !== 'identity') {
    request.resume();
    throw new ProblemError('unsupported_media_type', { detail: 'Content-Encoding may be gzip only.' });
  }
  if (encoding === 'identity') return collect(request, limits.maxBytes);
  const sent = await collect(request, limits.maxCompressedBytes);
  return sent.length > 0 ? inflate(sent, limits.maxBytes) : sent;
}

function collect(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else chunks.length = 0;
      if (size > maxBytes + drainedBytes) {
        request.pause();
        reject(new ProblemError('payload_too_large', { headers: { connection: 'close' } }));
      }
    });
    request.on('end', () => {
      if (size > maxBytes) reject(new ProblemError('payload_too_large'));
      else resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
    });
    request.on('error', (cause) => reject(new ProblemError('request_timeout', { cause })));
    request.on('close', () => reject(new ProblemError('request_timeout')));
  });
}

async function inflate(sent: Buffer, maxOutputLength: number): Promise<Buffer> {
  try {
    if (sent.length <= inflatedAtOnceBytes) return gunzipSync(sent, { maxOutputLength });
    return await gunzipLater(sent, { maxOutputLength });
  } catch (cause) {
    if ((cause as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE')
      throw new ProblemError('payload_too_large');
    throw new ProblemError('invalid_json', { detail: 'The gzip stream is damaged.', cause });
  }
}

/**
 * The bytes as text, without a byte order mark.
 * @throws ProblemError `invalid_utf8`
 */
export function textOfBody(body: Buffer): string {
  if (!isUtf8(body)) throw new ProblemError('invalid_utf8');
  const hasMark = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf;
  return body.toString('utf8', hasMark ? 3 : 0);
}
