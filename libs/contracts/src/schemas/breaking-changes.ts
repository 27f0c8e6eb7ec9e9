/** The part of JSON Schema draft-07 that the schemas of topics use. */
export interface RecordSchema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  const?: unknown;
  'x-extensible-enum'?: string[];
  required?: string[];
  properties?: Record<string, RecordSchema>;
  additionalProperties?: RecordSchema;
  items?: RecordSchema;
  anyOf?: RecordSchema[];
  oneOf?: RecordSchema[];
  definitions?: Record<string, RecordSchema>;
}

/**
 * What would break a reader if the released schema became the new one, in sentences; none when all that changed is what
 * docs/topics promises may change: new optional fields, new known values, new kinds of records.
 *
 * A reader that was built on the released schema must understand new records, and one that is built on the new schema must
 * understand records that were written before, because a topic holds both.
 */
export function breakingChanges(released: RecordSchema, next: RecordSchema): string[] {
  return new Comparison(released, next).run();
}

class Comparison {
  private readonly faults: string[] = [];
  private readonly compared = new Set<string>();

  constructor(
    private readonly released: RecordSchema,
    private readonly next: RecordSchema,
  ) {}

  run(): string[] {
    this.compare(this.released, this.next, 'record');
    return this.faults;
  }

  private compare(before: RecordSchema, after: RecordSchema, path: string): void {
    if (before.$ref !== undefined || after.$ref !== undefined) {
      const pair = `${before.$ref ?? ''} ${after.$ref ?? ''}`;
      if (before.$ref !== undefined && after.$ref !== undefined && this.compared.has(pair)) return;
      this.compared.add(pair);
      this.compare(resolved(before, this.released), resolved(after, this.next), path);
      return;
    }
    const alternatives = before.oneOf ?? before.anyOf;
    const others = after.oneOf ?? after.anyOf;
    if (alternatives || others) this.compareAlternatives(alternatives ?? [before], others ?? [after], path);
    else {
      this.compareValue(before, after, path);
      this.compareMembers(before, after, path);
    }
  }

  private compareValue(before: RecordSchema, after: RecordSchema, path: string): void {
    if (before.const !== after.const) {
      this.faults.push(`${path} is ${textOf(after.const)}, was ${textOf(before.const)}`);
    }
    const [was, is] = [typesOf(before), typesOf(after)];
    if (was !== is) this.faults.push(`${path} has the type ${is}, had ${was}`);
    if (before.format !== undefined && before.format !== after.format) {
      this.faults.push(`${path} has the format ${after.format ?? 'none'}, had ${before.format}`);
    }
    const known = after['x-extensible-enum'];
    for (const value of before['x-extensible-enum'] ?? []) {
      if (known && !known.includes(value)) this.faults.push(`${path} no longer has the value ${value}`);
    }
  }

  private compareMembers(before: RecordSchema, after: RecordSchema, path: string): void {
    const fields = before.properties ?? {};
    for (const [name, field] of Object.entries(fields)) {
      const now = after.properties?.[name];
      const at = `${path}.${name}`;
      if (!now) this.faults.push(`${at} is gone`);
      else this.compare(field, now, at);
    }
    for (const name of before.required ?? []) {
      if (after.properties?.[name] && !after.required?.includes(name)) {
        this.faults.push(`${path}.${name} may be missing now`);
      }
    }
    for (const name of after.required ?? []) {
      if (!before.required?.includes(name)) {
        this.faults.push(`${path}.${name} is required now, and older records lack it`);
      }
    }
    if (before.items) this.compare(before.items, after.items ?? {}, `${path}[]`);
    if (before.additionalProperties) {
      this.compare(before.additionalProperties, after.additionalProperties ?? {}, `${path}.*`);
    }
  }

  /** Each alternative goes on, told by the constants that it bears; more may come where readers can tell them apart. */
  private compareAlternatives(before: RecordSchema[], after: RecordSchema[], path: string): void {
    const markBefore = (one: RecordSchema): string => markOf(resolved(one, this.released));
    const markAfter = (one: RecordSchema): string => markOf(resolved(one, this.next));
    for (const one of before) {
      const mark = markBefore(one);
      const now = after.find((candidate) => markAfter(candidate) === mark);
      if (now) this.compare(one, now, `${path}(${mark})`);
      else this.faults.push(`${path} is never ${mark} any more`);
    }
    const marks = new Set(before.map(markBefore));
    for (const mark of after.map(markAfter)) {
      if (!marks.has(mark) && !mark.includes('=')) this.faults.push(`${path} may be ${mark} now`);
    }
  }
}

function resolved(schema: RecordSchema, root: RecordSchema): RecordSchema {
  if (schema.$ref === undefined) return schema;
  const target = root.definitions?.[schema.$ref.replace('#/definitions/', '')];
  if (!target) throw new Error(`${schema.$ref} leads nowhere`);
  return target;
}

/** What tells an alternative from the others: the constants that it must bear besides the version, or its type. */
function markOf(schema: RecordSchema): string {
  const constants = Object.entries(schema.properties ?? {}).flatMap(([name, field]) =>
    field.const !== undefined && name !== 'v' && schema.required?.includes(name)
      ? [`${name}=${textOf(field.const)}`]
      : [],
  );
  return constants.join(' ') || typesOf(schema);
}

function typesOf({ type, const: constant }: RecordSchema): string {
  if (type === undefined) return constant === undefined ? 'any' : typeof constant;
  return [type].flat().sort().join(' or ');
}

function textOf(value: unknown): string {
  return value === undefined ? 'anything' : JSON.stringify(value);
}
