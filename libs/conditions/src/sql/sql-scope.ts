/**
 * What the SQL of a condition looks at, as expressions over the row of one person. The service that keeps people says where
 * they stand; a kind of condition names no table.
 */
export interface SqlDialect {
  /** A `jsonb` object: the visible traits. */
  traits: string;
  /** `timestamptz` by reserved name (`firstSeenAt` …): readable like a trait when no such trait was sent. */
  reserved: Readonly<Record<string, string>>;
  /** A row source `… AS alias` for FROM, with `alias.traits`: each group that the person is in. */
  groups(alias: string): string;
  /** A row source `… AS alias` for FROM, with `alias.attributes`: each object of this type (a placeholder) that is related. */
  objects(alias: string, type: string): string;
}

/** What a kind compiles with. One compilation has one `now`. */
export interface SqlScope {
  dialect: SqlDialect;
  /** Epoch ms. */
  now: number;
  workspaceTimeZone: string;
  parameters: SqlParameters;
  /** Where `property` looks; only inside `where`. */
  attributes?: string;
}

/**
 * A test of one stored value: from a `jsonb` expression to a boolean one, NULL where SQL cannot decide. Of an absent value and
 * of JSON null it is false.
 */
export type SqlTest = (value: string) => string;

/** The values of a statement. Whatever a caller sent goes through here: never into the text. */
export class SqlParameters {
  private aliases = 0;

  constructor(readonly values: unknown[] = []) {}

  /** @returns the placeholder, with its type */
  place(value: unknown, type: string): string {
    return `$${this.values.push(value)}::${type}`;
  }

  /** A name for a row of this statement that no other has. */
  alias(): string {
    return `e${++this.aliases}`;
  }
}

/** PostgreSQL has no text with U+0000 and no lone surrogates: nothing that is stored equals, or contains, such a text. */
export function isStorable(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed();
}
