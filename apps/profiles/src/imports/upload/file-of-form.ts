import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import { ProblemError } from '@rapport/kernel';
import { fileFault } from '../domain/file-fault.js';

export interface FormFile {
  name: string | null;
  type: string;
  bytes: AsyncIterable<Buffer>;
}

const longestName = 255;

/**
 * The one file of a form (RFC 7578), while it arrives. A second part is refused, once the file has been read.
 * @returns undefined for a form without a file
 * @throws ProblemError `validation_failed`, `payload_too_large`, or what the source throws
 */
export async function fileOfForm(
  body: Readable,
  contentType: string,
  maxBytes: number,
): Promise<FormFile | undefined> {
  const form = formOf(contentType, maxBytes);
  const { ended, fail } = endOf(form);
  body.on('error', fail);
  const found = new Promise<FormFile>((resolve) => {
    form.on(
      'file',
      (_field: string, stream: BusboyFileStream, name: string, _encoding: string, type: string) => {
        // A form that breaks off says so here, and nowhere else.
        stream.on('error', (error) => fail(brokenForm(error)));
        resolve({ name: nameOf(name), type, bytes: piecesOf(stream, ended, () => body.destroy()) });
      },
    );
  });
  body.pipe(form);
  return Promise.race([found, ended.then(() => undefined)]);
}

/** Settles with the form; the first of its faults counts. */
function endOf(form: BusboyInstance): { ended: Promise<void>; fail: (error: Error) => void } {
  let fail: (error: Error) => void = () => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    fail = reject;
    form.on('finish', resolve);
    form.on('error', (error: unknown) => reject(brokenForm(error)));
    for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) {
      form.on(limit, () => reject(tooMany()));
    }
  });
  ended.catch(() => undefined);
  return { ended, fail };
}

function formOf(contentType: string, fileSize: number): BusboyInstance {
  const limitsOfForm = { files: 1, fields: 0, parts: 2, fileSize: fileSize + 1, headerPairs: 20 };
  try {
    return new Busboy({ headers: { 'content-type': contentType }, limits: limitsOfForm });
  } catch (cause) {
    throw brokenForm(cause);
  }
}

/** The file is whole when the form is: what breaks the form afterwards breaks the file. */
async function* piecesOf(
  stream: BusboyFileStream,
  formEnded: Promise<void>,
  stop: () => void,
): AsyncGenerator<Buffer> {
  formEnded.catch((error: Error) => stream.destroy(error));
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) yield piece;
    await formEnded;
  } finally {
    stop();
  }
}

/** Of a path only the last part, without what a terminal or a list would stumble over. */
function nameOf(given: string | undefined): string | null {
  const name = basename((given ?? '').replaceAll('\\', '/'))
    .toWellFormed()
    .replace(/\p{Cc}/gu, '')
    .slice(0, longestName)
    .trim();
  return name === '' ? null : name;
}

function brokenForm(cause: unknown): ProblemError {
  const errors = [fileFault('format', 'must be a form with one file')];
  return new ProblemError('validation_failed', { errors, cause });
}

function tooMany(): ProblemError {
  return new ProblemError('validation_failed', {
    errors: [fileFault('max_items', 'must be the only part of the form')],
  });
}
