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
export const peopleSearch = picker('q', 'identified');
export const eventSearch = picker('sourceId', 'type', 'event', 'outcome');
export const messageSearch = picker('state', 'address', 'journeyId', 'templateId', 'profile');
export const mailboxSearch = picker('recipient', 'item', 'msgId');
