/** As much of JSON Schema draft-07 as the records of topics take. */
export interface JsonSchema {
  $schema?: string;
  $id?: string;
  $ref?: string;
  title?: string;
  description?: string;
  type?: string | string[];
  format?: string;
  const?: string | number | boolean;
  /** Known values of a text, to which later releases may add: readers treat an unknown one as "something else". */
  'x-extensible-enum'?: string[];
  required?: string[];
  properties?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  definitions?: Record<string, JsonSchema>;
}
