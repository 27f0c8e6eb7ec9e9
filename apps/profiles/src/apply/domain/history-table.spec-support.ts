import type { AcceptedEvent } from '@rapport/contracts';

interface Shown {
  events: readonly AcceptedEvent[];
  disorder?: readonly AcceptedEvent[];
}

/** A history as lines to read: the events, the order in which they were processed, and what else the case has. */
export function historyTable({ events, disorder, ...settings }: Shown): string[] {
  const names = new Map(events.map((event) => [event, nameOf(event)]));
  const rows = events.map((event) => ({
    message: nameOf(event),
    type: event.type,
    happened: clock(event.timestamp),
    received: `${clock(event.receivedAt)}${event.index > 0 ? ` #${event.index}` : ''}`,
    userId: text(event.userId),
    anonymousId: text(event.anonymousId),
    'more ids': text(moreIds(event)),
    group: text(event.groupId ?? event.context.groupId),
    traits: text(event.traits),
  }));
  return [
    ...columns(rows),
    ...(disorder
      ? [`processed  ${disorder.map((event) => names.get(event) ?? nameOf(event)).join(' ')}`]
      : []),
    ...Object.entries(settings).map(([name, value]) => `${name}  ${text(value)}`),
  ];
}

/** Of the two sources, told apart by their last digit. */
function nameOf({ sourceId, messageId }: AcceptedEvent): string {
  return `${sourceId.at(-1)}/${messageId}`;
}

function moreIds({ previousId, context }: AcceptedEvent): string | null {
  const email = (context.traits as { email?: unknown } | undefined)?.email;
  const [external] = (context.externalIds ?? []) as { type: string; id: unknown }[];
  const parts = [
    previousId === null ? '' : `previous ${JSON.stringify(previousId)}`,
    email === undefined ? '' : `email ${JSON.stringify(email)}`,
    external ? `${external.type} ${JSON.stringify(external.id)}` : '',
  ];
  return parts.filter(Boolean).join(', ') || null;
}

/** Milliseconds after noon of the day on which all histories begin. */
function clock(iso: string): string {
  return `+${Date.parse(iso) - Date.parse('2026-01-01T12:00:00.000Z')}`;
}

function text(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value.length > 30 ? `${value.slice(0, 27)}…` : value;
  return JSON.stringify(value, (_, inner: unknown) => (inner instanceof Set ? [...inner] : inner));
}

/** Aligned; a column that is empty everywhere is left out. */
function columns(rows: readonly Record<string, string>[]): string[] {
  const names = Object.keys(rows[0] ?? {}).filter((name) => rows.some((row) => row[name]));
  const widths = names.map((name) => Math.max(name.length, ...rows.map((row) => (row[name] ?? '').length)));
  const line = (cells: string[]): string =>
    cells
      .map((cell, n) => cell.padEnd(widths[n] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(names), ...rows.map((row) => line(names.map((name) => row[name] ?? '')))];
}
