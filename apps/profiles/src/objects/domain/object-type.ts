import type { AttributeType } from '@rapport/contracts';

export interface Attribute {
  name: string;
  type: AttributeType;
}

/** A kind of thing that a workspace keeps around its people. */
export interface ObjectType {
  key: string;
  name: string;
  /** The attribute that holds an object's key, for a batch whose items name none. */
  idField: string | null;
  attributes: Attribute[];
}

export const objectLimits = {
  types: 100,
  attributes: 100,
  people: 100,
  groups: 20,
  textLength: 1024,
  keyLength: 256,
  batch: 500,
} as const;

/** As a path of a condition or of Liquid names it. */
export const attributeName = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
