import type { JsonObject } from '@rapport/contracts';
import type { JsonPath } from '@rapport/kernel';
import { newAjv } from './new-ajv.js';
import { readSchema, type ReadSchema, type SchemaProblem } from './read-schema.js';
import { pathOf } from './schema-faults.js';

const longestSchema = 64 * 1024;
const dialects = /^https?:\/\/json-schema\.org\/(draft-07\/)?schema#?$/;

/** Holds the meta-schema of draft-07, compiled at the first use. */
const grammar = newAjv({ allErrors: true, validateFormats: false });

export type GrammarProblem = SchemaProblem | { path: JsonPath; rule: 'schema'; message: string };

/** A schema as it was read, or all that is wrong with it. */
export function checkSchema(
  given: JsonObject,
): { read: ReadSchema; problems: [] } | { read: undefined; problems: GrammarProblem[] } {
  const refuse = (problem: Omit<GrammarProblem, 'rule'>) => ({
    read: undefined,
    problems: [{ rule: 'schema' as const, ...problem }],
  });
  if (JSON.stringify(given).length > longestSchema) {
    return refuse({ path: [], message: `must be at most ${longestSchema} characters of JSON` });
  }
  const dialect = given.$schema;
  if (dialect !== undefined && !(typeof dialect === 'string' && dialects.test(dialect))) {
    return refuse({
      path: ['$schema'],
      message: 'must be http://json-schema.org/draft-07/schema# or absent',
    });
  }
  const { $schema: _dialect, $id: _id, ...schema } = given;
  if (grammar.validate('http://json-schema.org/draft-07/schema', schema) !== true) {
    return { read: undefined, problems: grammarProblems(schema) };
  }
  const read = readSchema(given);
  return read.problems.length > 0 ? { read: undefined, problems: read.problems } : { read, problems: [] };
}

function grammarProblems(schema: JsonObject): GrammarProblem[] {
  const found = new Map<string, GrammarProblem>();
  for (const { instancePath, message } of grammar.errors ?? []) {
    if (found.has(instancePath)) continue;
    const path = pathOf(instancePath, schema);
    found.set(instancePath, { path, rule: 'schema', message: message ?? 'is not valid in a schema' });
  }
  return [...found.values()];
}
