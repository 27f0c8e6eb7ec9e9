/** What a file of people or events can be imported as. */
export const importKinds = ['profiles', 'events'] as const;
export type ImportKind = (typeof importKinds)[number];

export const cellTypes = ['string', 'number', 'boolean', 'date', 'datetime', 'json'] as const;
export type CellType = (typeof cellTypes)[number];

/** What one column of the file means. */
export interface ColumnMapping {
  /** As the header names it. */
  column: string;
  /** `userId`, `email`, `traits.plan` … */
  to: string;
  type: CellType;
  /** How dates and numbers are written, where not as ISO 8601 and with a point; see `readDate` and `readNumber`. */
  format: string | null;
  /** What an empty cell does: leaves the trait as it is, or takes it away. */
  onEmpty: 'skip' | 'unset';
}

export interface ImportMapping {
  columns: ColumnMapping[];
  /** What happens to rows about people who were there before the file was uploaded. */
  onExisting: 'update' | 'skip';
}

/** Fields of an event that hold text and nothing else. */
const textFields: Record<ImportKind, readonly string[]> = {
  profiles: ['userId', 'anonymousId'],
  events: [
    'type',
    'event',
    'name',
    'category',
    'userId',
    'anonymousId',
    'groupId',
    'previousId',
    'messageId',
  ],
};
const objects: Record<ImportKind, readonly string[]> = {
  profiles: ['traits'],
  events: ['properties', 'traits', 'context'],
};
const identities: readonly string[] = ['userId', 'anonymousId', 'email'];

/** Where a value goes in the event that a row becomes; undefined for a target that the kind does not know. */
export function pathOfTarget(to: string, kind: ImportKind): readonly string[] | undefined {
  if (to === 'timestamp' || textFields[kind].includes(to)) return [to];
  if (to === 'email') return kind === 'profiles' ? ['traits', 'email'] : ['context', 'traits', 'email'];
  const path = to.split('.');
  const [root = ''] = path;
  return path.length > 1 && objects[kind].includes(root) && path.every((name) => name !== '')
    ? path
    : undefined;
}

export function isTextField(to: string, kind: ImportKind): boolean {
  return textFields[kind].includes(to);
}

/** Whether a value that is taken away (`null`) means something at this target. */
export function canBeUnset(to: string): boolean {
  return to === 'email' || to.startsWith('traits.');
}

export function identifies(to: string): boolean {
  return identities.includes(to);
}

export function targetsOf(kind: ImportKind): string {
  const plain = [...textFields[kind], 'email', 'timestamp'];
  return [...plain, ...objects[kind].map((name) => `${name}.…`)].join(', ');
}
