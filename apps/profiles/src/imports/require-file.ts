import { ProblemError } from '@rapport/kernel';
import type { ImportRecord } from './persistence/import-record.js';

/** @throws ProblemError `not_found` when there is no such import, `gone` when its file has been deleted */
export function requireFile(record: ImportRecord | undefined): ImportRecord {
  if (!record) throw new ProblemError('not_found');
  if (record.purgedAt) throw new ProblemError('gone', { detail: 'The file was deleted after seven days.' });
  return record;
}
