import type { AcceptedEvent, JsonObject } from '@rapport/contracts';
import { type Circumstances, type JudgedEvent, readItem, type Rejection } from '@rapport/events';
import {
  fieldOfPath,
  type Identifier,
  limits,
  messageOfJsonFault,
  scanJson,
  sha256Hex,
} from '@rapport/kernel';
import { collectIdentifiers } from '../../apply/domain/collect-identifiers.js';
import type { IdentityPolicy } from '../../apply/domain/identity-policy.js';
import type { RowFault, RowReader } from './item-of-row.js';

/** One row of a file as it was kept at the upload: the cells of a CSV row, or a line of NDJSON. */
export interface StoredRow {
  /** As a spreadsheet or an editor counts: the header of a CSV file is row 1. */
  row: number;
  content: readonly string[] | string;
}

/** What all rows of one import share. */
export interface ImportedFile {
  workspaceId: string;
  sourceId: string;
  sha256: string;
  uploadedAtMs: number;
  mode: AcceptedEvent['mode'];
  /** null for NDJSON, whose lines are the events themselves. */
  reader: RowReader | null;
}

export type JudgedRow =
  | { row: number; valid: true; event: JudgedEvent; identifiers: Identifier[] }
  | { row: number; valid: false; fault: RowFault };

/**
 * A row as the event it becomes, judged as the door judges. Without a messageId of its own it gets one that follows from the
 * file, the row and what the mapping makes of it: the same file read in the same way says nothing twice, and read in another
 * way, after a mistake, it does say something new.
 */
export function judgeRow({ row, content }: StoredRow, file: ImportedFile, policy: IdentityPolicy): JudgedRow {
  const item = typeof content === 'string' ? itemOfLine(content) : itemOfCells(content, file.reader);
  if ('fault' in item) return { row, valid: false, fault: item.fault };
  const messageId = `imp-${sha256Hex(`${file.sha256}|${row}|${item.text}`).slice(0, 40)}`;
  const reading = readItem({ ...item, value: item.value }, circumstancesOf(file), () => messageId);
  if (!reading.accepted) return { row, valid: false, fault: faultOf(reading.rejection, file.reader) };
  const identifiers = collectIdentifiers(reading.event.content, policy);
  if (identifiers.length > 0) return { row, valid: true, event: reading.event, identifiers };
  const message = 'none of the identifiers identifies anybody';
  return { row, valid: false, fault: { column: null, code: 'no_usable_identifier', message } };
}

export function circumstancesOf(file: ImportedFile): Circumstances {
  return {
    workspaceId: file.workspaceId,
    sourceId: file.sourceId,
    receivedAtMs: file.uploadedAtMs,
    batch: {},
    address: null,
    clientSide: false,
    // Whoever imports a file holds a secret key, or is logged in.
    serverSide: true,
    mode: file.mode,
    emailIdentifies: true,
  };
}

type Item = { text: string; value: JsonObject; clean: boolean } | { fault: RowFault };

function itemOfCells(cells: readonly string[], reader: RowReader | null): Item {
  if (!reader) throw new Error('rows of cells are read by a mapping');
  const item = reader.itemOf(cells);
  if (!item.ok) return { fault: item.error };
  // Cells hold no U+0000 and no half surrogate pair: the file was UTF-8, and was looked through when it came.
  return { text: JSON.stringify(item.value), value: item.value, clean: !reader.holdsJson };
}

function itemOfLine(line: string): Item {
  const code = 'invalid_json';
  if (scanJson(line, limits.depth)[0]?.code === 'too_deep') {
    return { fault: { column: null, code: 'too_deep', message: messageOfJsonFault('too_deep') } };
  }
  try {
    return { text: line, value: JSON.parse(line) as JsonObject, clean: false };
  } catch {
    return { fault: { column: null, code, message: 'is not JSON' } };
  }
}

/** Of a CSV row the column that is to blame is named, of a line the field of its event. */
function faultOf({ code, path, message }: Rejection, reader: RowReader | null): RowFault {
  if (reader) return { column: reader.columnOf(path), code, message };
  return { column: fieldOfPath(path) || null, code, message };
}
