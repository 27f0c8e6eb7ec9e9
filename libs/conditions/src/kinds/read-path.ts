import { parsePath } from '../paths.js';
import type { ConditionReader, JsonRecord } from '../reader.js';

/** A required field that holds a path. */
export function readPath(
  input: JsonRecord,
  name: string,
  field: string,
  reader: ConditionReader,
): string | undefined {
  const path = input[name];
  const at = `${field}.${name}`;
  if (path === undefined) reader.fault(at, 'missing_field', 'is required');
  else if (typeof path !== 'string') reader.fault(at, 'value_type', 'must be a string');
  else if (!parsePath(path))
    reader.fault(at, 'bad_path', 'must be dot-separated keys, such as address.country');
  else return path;
  return undefined;
}
