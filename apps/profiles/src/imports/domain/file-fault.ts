import { type FieldFault, ProblemError } from '@rapport/kernel';

/** Why a file as a whole cannot be imported (api.md 16). */
export type FileRule =
  | 'empty'
  | 'format'
  | 'invalid_utf8'
  | 'nul_char'
  | 'unclosed_quote'
  | 'quote'
  | 'row_too_long'
  | 'max_items'
  | 'max_length'
  | 'duplicate'
  | 'required'
  | 'forbidden_key';

/** A reason to turn a file away. Rows are counted as a spreadsheet does; what the file holds is never repeated. */
export function fileFault(rule: FileRule, message: string): FieldFault {
  return { field: 'file', rule, message };
}

export function invalidFile(...errors: FieldFault[]): ProblemError {
  return new ProblemError('invalid_file', { errors });
}
