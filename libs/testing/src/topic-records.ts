import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

type Schema = { [key: string]: unknown };

const validators = new Map<string, ValidateFunction>();

/**
 * What is wrong with a record of a topic, in sentences, as its producer is held to the contract: no field and no value that
 * the schema does not name. A reader is more patient (docs/topics/README.md).
 */
export function topicFaults(topic: string, record: unknown): string[] {
  let validate = validators.get(topic);
  if (!validate) {
    const ajv = new Ajv({ allErrors: true, strict: false, allowUnionTypes: true });
    (addFormats as unknown as (ajv: Ajv) => void)(ajv);
    validate = ajv.compile(strictly(schemaOf(topic)) as object);
    validators.set(topic, validate);
  }
  if (validate(record)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${instancePath || '/'} ${message ?? ''} ${JSON.stringify(params)}`,
  );
}

/** @throws Error that names every fault of the first record that has one */
export function checkTopicRecords(topic: string, values: Iterable<string | null>): void {
  for (const value of values) {
    const faults = topicFaults(topic, JSON.parse(value ?? 'null'));
    if (faults.length > 0)
      throw new Error(`no record of ${topic}:\n${faults.join('\n')}\n${value ?? 'null'}`);
  }
}

function schemaOf(topic: string): Schema {
  const short = topic.split('.').slice(1, -1).join('.');
  return JSON.parse(readFileSync(`libs/contracts/src/schemas/${short}.v1.schema.json`, 'utf8')) as Schema;
}

/** Objects are closed and lists of known values complete. */
function strictly(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strictly);
  if (typeof schema !== 'object' || schema === null) return schema;
  const strict = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, strictly(value)]));
  const known = strict['x-extensible-enum'];
  if (Array.isArray(known)) strict.enum = [strict.type].flat().includes('null') ? [...known, null] : known;
  if (isMap(strict.properties) && strict.type === 'object') strict.additionalProperties = false;
  return strict;
}

function isMap(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
