type Json = unknown;
type Schema = Record<string, Json>;

/**
 * `nullable: true`, which OpenAPI 3.0 and our decorators speak, as OpenAPI 3.1 says it: `null` is a type like any other.
 * Walks the whole document; whatever else it finds stays as it is.
 */
export function withNullTypes(node: Json): Json {
  if (Array.isArray(node)) return node.map(withNullTypes);
  if (typeof node !== 'object' || node === null) return node;
  const walked = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, withNullTypes(value)]));
  if (walked.nullable !== true) return walked;
  const { nullable: _, ...schema } = walked;
  return nullOr(schema);
}

function nullOr(schema: Schema): Schema {
  const { type, ...rest } = schema;
  if (typeof type === 'string') {
    const values = Array.isArray(rest.enum) ? { enum: [...(rest.enum as Json[]), null] } : {};
    return { type: [type, 'null'], ...rest, ...values };
  }
  const { description, ...target } = schema;
  return { ...(description !== undefined && { description }), oneOf: [unwrapped(target), { type: 'null' }] };
}

/** `allOf` around one reference was only there to bear `nullable` beside it. */
function unwrapped(schema: Schema): Schema {
  const { allOf, ...rest } = schema;
  const [only] = Array.isArray(allOf) && allOf.length === 1 ? (allOf as Schema[]) : [];
  return only && Object.keys(rest).length === 0 ? only : schema;
}
