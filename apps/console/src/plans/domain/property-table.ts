import type { JsonObject, JsonValue } from '@rapport/contracts';

export const propertyTypes = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'] as const;
export type PropertyType = (typeof propertyTypes)[number];

/** One property of an event as the table shows it. */
export interface PropertyRow {
  name: string;
  /** Empty: any type. */
  types: PropertyType[];
  required: boolean;
  /** Allowed values; null: any. */
  values: JsonValue[] | null;
  format: string | null;
  /** Keywords that the table does not show, kept as they are. */
  rest: JsonObject;
}

/** What the table shows of a rule about an object (JSON Schema draft-07); the rest of that rule is kept. */
export interface PropertyTable {
  rows: PropertyRow[];
  rest: JsonObject;
}

export function readTable(schema: JsonObject): PropertyTable {
  const { properties, required, ...rest } = schema;
  const names = Array.isArray(required) ? required : [];
  const described = isObject(properties) ? properties : {};
  const rows = Object.entries(described).map(([name, value]) =>
    rowOf(name, isObject(value) ? value : {}, names.includes(name)),
  );
  for (const name of names) {
    if (typeof name === 'string' && !Object.hasOwn(described, name)) rows.push(rowOf(name, {}, true));
  }
  return { rows, rest };
}

function rowOf(name: string, schema: JsonObject, required: boolean): PropertyRow {
  const { type, enum: values, format, ...rest } = schema;
  return {
    name,
    types: typesOf(type),
    required,
    values: Array.isArray(values) ? values : null,
    format: typeof format === 'string' ? format : null,
    rest,
  };
}

function typesOf(type: JsonValue | undefined): PropertyType[] {
  const given = Array.isArray(type) ? type : [type];
  return propertyTypes.filter((known) => given.includes(known));
}

export function writeTable({ rows, rest }: PropertyTable): JsonObject {
  const named = rows.filter((row) => row.name !== '');
  const required = named.filter((row) => row.required).map((row) => row.name);
  return {
    ...rest,
    properties: Object.fromEntries(named.map((row) => [row.name, schemaOfRow(row)])),
    ...(required.length > 0 ? { required } : {}),
  };
}

function schemaOfRow({ types, values, format, rest }: PropertyRow): JsonObject {
  const [first] = types;
  return {
    ...(first === undefined ? {} : { type: types.length === 1 ? first : types }),
    ...(values === null ? {} : { enum: values }),
    ...(format === null ? {} : { format }),
    ...rest,
  };
}

/** What a row holds beyond its columns, so that nobody thinks the table is all. */
export function hiddenKeywords(row: PropertyRow): string[] {
  return Object.keys(row.rest).filter((keyword) => keyword !== 'description');
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
