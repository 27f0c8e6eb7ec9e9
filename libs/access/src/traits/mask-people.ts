type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonRecord = Record<string, Json>;

/** Fields that hold an identifier's bare value, and its type. */
const valueFields: Readonly<Record<string, string>> = {
  userId: 'user_id',
  anonymousId: 'anonymous_id',
  previousId: 'user_id',
  email: 'email',
  phone: 'phone',
};
/** Fields whose texts name a person as `type:value`. */
const nameFields = new Set([
  'person',
  'identifiers',
  'parts',
  'into',
  'from',
  'to',
  'profiles',
  'people',
  'before',
  'after',
]);
/** What an event's author put there is no trait, whatever it is called. */
const opaqueFields = new Set(['properties', 'metadata']);

/**
 * An answer without the values that need `pii:read` (api.md 3): each becomes null, and its path is listed in `masked` of the
 * object that it is part of. Works on shapes that the API has for people wherever they appear: `traits`, `traitDetails`,
 * identifiers as `{type, value}` or `type:value`, changes of a trait, an event's own ids.
 * @param hidden names of traits, and of the identifier types that bear the same name
 */
export function maskPeople(body: unknown, hidden: ReadonlySet<string>): unknown {
  if (!isRecord(body)) return body;
  if (!Array.isArray(body.data)) return maskItem(body, hidden);
  const { data, ...rest } = body;
  return {
    ...maskItem(rest, hidden),
    data: data.map((item) => (isRecord(item) ? maskItem(item, hidden) : item)),
  };
}

/** One item of a list, or a whole answer. */
export function maskItem(item: JsonRecord, hidden: ReadonlySet<string>): JsonRecord {
  const mask = new Mask(hidden);
  const masked = mask.record(item, '');
  if (mask.paths.length === 0) return item;
  const before = Array.isArray(item.masked) ? item.masked : [];
  return { ...masked, masked: [...before, ...mask.paths] };
}

class Mask {
  readonly paths: string[] = [];

  constructor(private readonly hidden: ReadonlySet<string>) {}

  record(record: JsonRecord, path: string): JsonRecord {
    const hides = this.fieldsHidden(record);
    return Object.fromEntries(
      Object.entries(record).map(([key, value]) => [key, this.field(key, value, join(path, key), hides)]),
    );
  }

  private field(key: string, value: Json, path: string, hides: ReadonlySet<string>): Json {
    const type = valueFields[key];
    if (hides.has(key) || (type !== undefined && this.hidden.has(type))) return this.hide(value, path);
    if (opaqueFields.has(key) && isRecord(value)) return value;
    if (key === 'traits' && isRecord(value)) return this.traits(value, path);
    if (key === 'traitDetails' && isRecord(value)) return this.traits(value, path);
    if (nameFields.has(key)) return this.names(value, path);
    return this.any(value, path);
  }

  private any(value: Json, path: string): Json {
    if (Array.isArray(value)) return value.map((one, index) => this.any(one, `${path}[${index}]`));
    return isRecord(value) ? this.record(value, path) : value;
  }

  /** Fields of this object that tell a hidden value, by what the object says it is about. */
  private fieldsHidden(record: JsonRecord): ReadonlySet<string> {
    const { type, trait } = record;
    if (typeof type === 'string' && this.hidden.has(type)) {
      if ('value' in record) return new Set(['value']);
      // The Profile API and `context.externalIds`.
      if ('id' in record && 'collection' in record) return new Set(['id']);
    }
    if (typeof trait === 'string' && this.hidden.has(trait)) {
      if ('other' in record) return new Set(['value', 'other']);
      if ('from' in record && 'to' in record) return new Set(['from', 'to']);
    }
    // A message's address is an email or a phone number; a refused event's text may hold anything.
    const hides = new Set<string>();
    if ('msgId' in record || 'handedOverAt' in record) {
      if (this.hidden.has('email') || this.hidden.has('phone')) hides.add('address');
    }
    if (typeof record.payload === 'string') hides.add('payload');
    // A trait of the registry, with examples of its values.
    if (typeof record.piiClass === 'string' && record.piiClass !== 'none') hides.add('examples');
    return hides;
  }

  private traits(traits: JsonRecord, path: string): JsonRecord {
    return Object.fromEntries(
      Object.entries(traits).map(([name, value]) => [
        name,
        this.hidden.has(name) ? this.hide(value, join(path, name)) : value,
      ]),
    );
  }

  /** `type:value`, alone, in lists, or in lists of lists; an object among them is looked at as any other. */
  private names(value: Json, path: string): Json {
    if (Array.isArray(value)) return value.map((one, index) => this.names(one, `${path}[${index}]`));
    if (typeof value !== 'string') return this.any(value, path);
    const type = value.slice(0, Math.max(0, value.indexOf(':')));
    return this.hidden.has(type) ? this.hide(value, path) : value;
  }

  private hide(value: Json, path: string): null {
    if (value !== null) this.paths.push(path);
    return null;
  }
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
