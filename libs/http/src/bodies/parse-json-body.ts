import {
  checkJson,
  fieldFaultOf,
  type JsonFault,
  type JsonLimits,
  limits,
  ProblemError,
  scanJson,
} from '@rapport/kernel';

const managementLimits: JsonLimits = {
  depth: limits.depth,
  keys: 20_000,
  keyLength: 1024,
  stringLength: limits.managementBodyBytes,
  arrayLength: 10_000,
};

export type JsonObjectBody = Record<string, unknown>;

/**
 * Text of a management body as an object that every later stage can process (api.md 2.1, security.md 4.3 B).
 * @throws ProblemError `empty_body`, `invalid_json`, `not_an_object`, or the code of what its content breaks
 */
export function parseJsonBody(text: string, jsonLimits: JsonLimits = managementLimits): JsonObjectBody {
  if (text.trim() === '') throw new ProblemError('empty_body');
  const faults = scanJson(text, jsonLimits.depth);
  if (faults[0]?.code === 'too_deep') throw contentProblem([faults[0]]);
  const value = parse(text);
  if (faults.length > 0) throw contentProblem(faults);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ProblemError('not_an_object');
  const fault = checkJson(value, jsonLimits);
  if (fault) throw contentProblem([fault]);
  return value as JsonObjectBody;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProblemError('invalid_json');
  }
}

function contentProblem(faults: readonly JsonFault[]): ProblemError {
  return new ProblemError(faults[0]?.code ?? 'validation_failed', { errors: faults.map(fieldFaultOf) });
}
