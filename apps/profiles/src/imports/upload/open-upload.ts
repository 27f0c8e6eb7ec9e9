import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { declaredContentType } from '@rapport/http';
import { limits, ProblemError } from '@rapport/kernel';
import { fileFault } from '../domain/file-fault.js';
import type { ImportKind } from '../domain/mapping.js';
import { fileOfForm } from './file-of-form.js';
import type { FileFormat } from './read-rows.js';

export interface OpenUpload {
  format: FileFormat;
  fileName: string | null;
  bytes: AsyncIterable<Buffer>;
}

/** Room for the parts of a form around its one file. */
const envelopeBytes = 64 * 1024;
const csv = /^text\/csv\s*(;\s*(charset\s*=\s*"?utf-8"?|header\s*=\s*"?(present|absent)"?)\s*)*;?\s*$/i;
const ndjson = /^application\/(x-ndjson|ndjson|jsonl|x-jsonlines)\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?;?\s*$/i;
const form = /^multipart\/form-data\s*;/i;
const nameOfLines = /\.(ndjson|jsonl)$/i;

/**
 * The file of a request, whatever it is wrapped in. The request itself is never destroyed, so that it can be answered.
 * @throws ProblemError `unsupported_media_type`, `payload_too_large`, `validation_failed`
 */
export async function openUpload(request: IncomingMessage, kind: ImportKind): Promise<OpenUpload> {
  const type = declaredContentType(request) ?? '';
  if (Number(request.headers['content-length'] ?? 0) > limits.importBytes + envelopeBytes) {
    throw new ProblemError('payload_too_large');
  }
  if (csv.test(type)) return { format: 'csv', fileName: null, bytes: bodyOf(request) };
  if (ndjson.test(type) && kind === 'events') {
    return { format: 'ndjson', fileName: null, bytes: bodyOf(request) };
  }
  if (!form.test(type)) throw unsupported(kind);
  const file = await fileOfForm(Readable.from(bodyOf(request)), type, limits.importBytes);
  if (!file) throw new ProblemError('validation_failed', { errors: [fileFault('required', 'is required')] });
  const lines = ndjson.test(file.type) || nameOfLines.test(file.name ?? '');
  if (lines && kind !== 'events') throw unsupported(kind);
  return { format: lines ? 'ndjson' : 'csv', fileName: file.name, bytes: file.bytes };
}

function unsupported(kind: ImportKind): ProblemError {
  const others = kind === 'events' ? ', application/x-ndjson' : '';
  return new ProblemError('unsupported_media_type', {
    detail: `The body must be text/csv in UTF-8${others} or multipart/form-data with one file of these.`,
  });
}

/** Plain or gzip; inflating stops with whoever counts the bytes. */
async function* bodyOf(request: IncomingMessage): AsyncGenerator<Buffer> {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity') {
    yield* arriving(request);
    return;
  }
  if (encoding !== 'gzip') {
    throw new ProblemError('unsupported_media_type', { detail: 'Content-Encoding may be gzip only.' });
  }
  const inflated = createGunzip();
  const source = Readable.from(arriving(request));
  source.on('error', (error) => inflated.destroy(error));
  try {
    for await (const piece of source.pipe(inflated) as AsyncIterable<Buffer>) yield piece;
  } catch (cause) {
    if (cause instanceof ProblemError) throw cause;
    throw new ProblemError('invalid_file', {
      errors: [fileFault('format', 'is no gzip stream, or a damaged one')],
      cause,
    });
  } finally {
    source.destroy();
    inflated.destroy();
  }
}

async function* arriving(request: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    const pieces = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    for await (const piece of pieces) yield piece;
  } catch (cause) {
    throw new ProblemError('request_timeout', { cause });
  }
}
