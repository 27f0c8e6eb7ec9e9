import type { JsonObject } from '@rapport/contracts';
import type { FieldFault } from '@rapport/kernel';
import type { TransformDraft, TransformExpectation, TransformTest } from './transform-draft.js';

const longestCode = 64 * 1024;
const mostSources = 100;
const mostTests = 20;
const highestOrder = 1000;
const longestName = 200;

type Fields = Readonly<Record<string, unknown>>;

/** A transform's draft as it will be stored, or every fault of its shape. `field` is where it lies in the body. */
export function parseTransformDraft(
  input: unknown,
  field: string,
): { draft: TransformDraft; faults: FieldFault[] } {
  const draft: TransformDraft = { language: 'javascript', code: '', sourceIds: [], order: 0, tests: [] };
  const read = new Reader(field);
  const fields = read.object(input, '');
  if (!fields) return { draft, faults: read.faults };
  read.known(fields, '', ['language', 'code', 'sourceIds', 'order', 'tests']);
  if (fields.language !== undefined && fields.language !== 'javascript') {
    read.fault('language', 'enum', 'must be javascript');
  }
  draft.code = read.text(fields.code, 'code', longestCode) ?? '';
  draft.sourceIds = read.list(fields.sourceIds, 'sourceIds', mostSources).flatMap((id, index) => {
    if (typeof id === 'string') return [id];
    read.fault(`sourceIds[${index}]`, 'type', 'must be text');
    return [];
  });
  if (new Set(draft.sourceIds).size < draft.sourceIds.length) {
    read.fault('sourceIds', 'duplicate', 'must not name a source twice');
  }
  if (fields.order !== undefined) draft.order = read.order(fields.order);
  draft.tests = read
    .list(fields.tests, 'tests', mostTests)
    .flatMap((test, index) => readTest(read, test, `tests[${index}]`) ?? []);
  return { draft, faults: read.faults };
}

function readTest(read: Reader, input: unknown, at: string): TransformTest | undefined {
  const fields = read.object(input, at);
  if (!fields) return undefined;
  read.known(fields, at, ['name', 'event', 'expect']);
  const name = read.text(fields.name, `${at}.name`, longestName, true);
  const event = read.object(fields.event, `${at}.event`) as JsonObject | undefined;
  const expected = readExpectation(read, fields.expect, `${at}.expect`);
  return name !== undefined && event && expected ? { name, event, expect: expected } : undefined;
}

function readExpectation(read: Reader, input: unknown, at: string): TransformExpectation | undefined {
  const fields = read.object(input, at);
  if (!fields) return undefined;
  read.known(fields, at, ['event', 'events', 'error']);
  const { event, events, error } = fields;
  if ([event, events, error].filter((given) => given !== undefined).length !== 1) {
    read.fault(at, 'format', 'must hold one of event, events and error');
    return undefined;
  }
  if (error !== undefined) {
    const text = read.text(error, `${at}.error`, longestName);
    return text === undefined ? undefined : { error: text };
  }
  if (event === null) return { event };
  if (event !== undefined) {
    const object = read.object(event, `${at}.event`) as JsonObject | undefined;
    return object && { event: object };
  }
  const objects = read
    .list(events, `${at}.events`, mostTests)
    .map((one, index) => read.object(one, `${at}.events[${index}]`) as JsonObject | undefined);
  return { events: objects.filter((object) => object !== undefined) };
}

/** Reads values by their rules and keeps every fault. */
class Reader {
  readonly faults: FieldFault[] = [];

  constructor(private readonly root: string) {}

  fault(at: string, rule: string, message: string): void {
    this.faults.push({ field: [this.root, at].filter(Boolean).join('.') || 'draft', rule, message });
  }

  object(value: unknown, at: string): Fields | undefined {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
    this.fault(
      at,
      value === undefined ? 'required' : 'type',
      value === undefined ? 'is required' : 'must be an object',
    );
    return undefined;
  }

  known(fields: Fields, at: string, names: readonly string[]): void {
    for (const name of Object.keys(fields)) {
      if (!names.includes(name))
        this.fault([at, name].filter(Boolean).join('.'), 'unknown_field', 'is not known here');
    }
  }

  text(value: unknown, at: string, longest: number, isRequired = false): string | undefined {
    if (value === undefined && !isRequired) return undefined;
    if (typeof value !== 'string') {
      this.fault(
        at,
        value === undefined ? 'required' : 'type',
        value === undefined ? 'is required' : 'must be text',
      );
      return undefined;
    }
    if (isRequired && value.trim() === '') this.fault(at, 'min_length', 'must not be empty');
    if (value.length > longest) this.fault(at, 'max_length', `must be at most ${longest} characters`);
    return value;
  }

  list(value: unknown, at: string, most: number): readonly unknown[] {
    if (value === undefined) return [];
    if (!Array.isArray(value)) {
      this.fault(at, 'type', 'must be a list');
      return [];
    }
    if (value.length <= most) return value;
    this.fault(at, 'max_items', `must hold at most ${most}`);
    return [];
  }

  order(value: unknown): number {
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= highestOrder)
      return value;
    const rule = typeof value === 'number' ? (value > highestOrder ? 'maximum' : 'minimum') : 'type';
    this.fault('order', rule, `must be a whole number from 0 to ${highestOrder}`);
    return 0;
  }
}
