import type { Condition } from '@rapport/contracts';

/** Filters live in the address, so that a view can be sent to somebody. Anything unknown is dropped. */
type Raw = Record<string, unknown>;

function text(raw: Raw, name: string): string | undefined {
  const value = raw[name];
  return typeof value === 'string' && value !== ''
    ? value
    : typeof value === 'number'
      ? String(value)
      : undefined;
}

function picker<Name extends string>(...names: Name[]) {
  return (raw: Raw): Partial<Record<Name, string>> => {
    const found: Partial<Record<Name, string>> = {};
    for (const name of names) {
      const value = text(raw, name);
      if (value !== undefined) found[name] = value;
    }
    return found;
  };
}

export const journeySearch = picker('q', 'status');
export const templateSearch = picker('q', 'status');
export const runSearch = picker('state');
const peopleFilters = picker('q', 'identified');

/** The router reads and writes what is no text as JSON. Whether it is a condition at all, the server says. */
export function peopleSearch(raw: Raw): ReturnType<typeof peopleFilters> & { where?: Condition } {
  const where = raw['where'];
  const isObject = typeof where === 'object' && where !== null && 'kind' in where;
  return { ...peopleFilters(raw), ...(isObject ? { where: where as Condition } : {}) };
}

export const personSearch = picker('show', 'event', 'undo', 'lift');
export const groupSearch = picker('q');
export const objectSearch = picker('q');
export const eventSearch = picker('person', 'sourceId', 'type', 'event', 'outcome');
export const messageSearch = picker('state', 'address', 'journeyId', 'templateId', 'profile');
export const mailboxSearch = picker('recipient', 'item', 'msgId');
export const schemaSearch = picker('q', 'sort');
export const seenEventSearch = picker('type');
export const letterSearch = picker('state', 'code', 'origin', 'sourceId');
export const planSearch = picker('tab', 'rule');
