import { t } from './text';

let zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The workspace's zone: every time on the screen is in it, and says so on hover. */
export function setWorkspaceZone(timeZone: string): void {
  zone = timeZone;
}

export function workspaceZone(): string {
  return zone;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = timeZone + JSON.stringify(options);
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', { ...options, timeZone });
  formatters.set(key, made);
  return made;
}

const day: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', year: 'numeric' };
const clock: Intl.DateTimeFormatOptions = {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
};

export function formatClock(at: string): string {
  return formatter(zone, clock).format(new Date(at));
}

/** The day is left out when it is today. */
export function formatMoment(at: string, now: Date): string {
  const sameDay = formatter(zone, day).format(new Date(at)) === formatter(zone, day).format(now);
  if (sameDay) return formatClock(at);
  const sameYear = at.slice(0, 4) === now.toISOString().slice(0, 4);
  const date = formatter(zone, sameYear ? { day: 'numeric', month: 'short' } : day).format(new Date(at));
  return `${date}, ${formatter(zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at))}`;
}

export function formatFull(at: string, timeZone: string): string {
  return `${formatter(timeZone, { ...day, ...clock }).format(new Date(at))} ${timeZone}`;
}

/** What hovering a time shows: the workspace's zone, UTC, and the person's where it is known. */
export function zonesOf(at: string, personZone?: string | null): string {
  const lines = [formatFull(at, zone)];
  if (zone !== 'UTC') lines.push(formatFull(at, 'UTC'));
  if (personZone && personZone !== zone && personZone !== 'UTC') {
    lines.push(t('{time} (theirs)', { time: formatFull(at, personZone) }));
  }
  return lines.join('\n');
}

/** "8 s ago": whole units, largest first. */
export function formatAgo(at: string, now: Date): string {
  const seconds = Math.max(0, Math.round((now.getTime() - new Date(at).getTime()) / 1000));
  if (seconds < 5) return t('just now');
  if (seconds < 60) return t('{n} s ago', { n: seconds });
  if (seconds < 3600) return t('{n} min ago', { n: Math.floor(seconds / 60) });
  if (seconds < 86_400) return t('{n} h ago', { n: Math.floor(seconds / 3600) });
  return t('{n, plural, one {# day} other {# days}} ago', { n: Math.floor(seconds / 86_400) });
}
