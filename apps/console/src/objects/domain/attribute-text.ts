import type { AttributeType, JsonObject, JsonValue } from '@rapport/contracts';
import { readValue, writeValue, type ValueKind } from '../../people/domain/trait-value';

/** As each attribute stands in its field; empty: it has no value. */
export type AttributeTexts = Record<string, string>;

const kindOfType: Record<AttributeType, ValueKind> = {
  string: 'text',
  date: 'text',
  number: 'number',
  boolean: 'boolean',
};

export function textsOf(attributes: JsonObject): AttributeTexts {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, writeValue(value)]));
}

/** @returns undefined when the text is no value of that type; null when it is empty */
export function attributeOf(type: AttributeType, text: string): JsonValue | undefined {
  return text.trim() === '' ? null : readValue(kindOfType[type], text);
}

/** What is to be saved, by the fields of the type; attributes without a value are left out. */
export function attributesOf(
  attributes: readonly { name: string; type: AttributeType }[],
  texts: AttributeTexts,
): JsonObject {
  const saved: JsonObject = {};
  for (const { name, type } of attributes) {
    const value = attributeOf(type, texts[name] ?? '');
    if (value !== undefined && value !== null) saved[name] = value;
  }
  return saved;
}

/** One name a line; blank lines are none. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
