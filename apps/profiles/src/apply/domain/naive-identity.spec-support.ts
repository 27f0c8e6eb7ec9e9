import type { AcceptedEvent, JsonObject, JsonValue } from '@rapport/contracts';
import { builtInBlockedValues } from '@rapport/kernel';
import type { IdentityPolicy } from './identity-policy.js';

/** What a history amounts to, in a form that compares. `name` is the identifier that names the profile. */
export interface Outcome {
  name: string;
  identifiers: string[];
  traits: JsonObject;
}

type Tuple = (string | number)[];
interface Link {
  moment: Tuple;
  anchor: string;
  node: string;
}

/**
 * identity.md 3 and 4, written down once more in the plainest form: every event is looked at again for every question, and
 * nothing is shared with the product but the policy's type and the list of blocked values.
 */
export function naiveOutcome(history: readonly AcceptedEvent[], policy: IdentityPolicy): Outcome[] {
  const events = firstCopies(history).filter((event) => identifiersOf(event, policy).length > 0);
  const groups = partition(events, policy);
  const seen = (node: string): Tuple | undefined =>
    least(events.filter((event) => identifiersOf(event, policy).includes(node)).map(tupleOf));
  return groups
    .map((group) => group.filter((node) => seen(node)))
    .filter((group) => group.length > 0)
    .map((group) => ({
      name: [...group].sort((a, b) => compare(seen(a)!, seen(b)!) || compare(strength(a), strength(b)))[0]!,
      identifiers: [...group].sort(),
      traits: traitsOf(group, events, policy),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

export function firstCopies(history: readonly AcceptedEvent[]): AcceptedEvent[] {
  const copies = new Map<string, AcceptedEvent>();
  for (const event of history) {
    const key = `${event.sourceId} ${event.messageId}`;
    if (!copies.has(key)) copies.set(key, event);
  }
  return [...copies.values()];
}

function partition(events: AcceptedEvent[], policy: IdentityPolicy): string[][] {
  const links = new Map<string, Link>();
  const aliases = new Map<string, Link>();
  const nodes = new Set<string>();
  const draw = (into: Map<string, Link>, moment: Tuple, anchor: string, node: string): void => {
    nodes.add(node);
    const known = into.get(`${anchor}>${node}`);
    if (!known || compare(moment, known.moment) < 0) into.set(`${anchor}>${node}`, { moment, anchor, node });
  };
  for (const event of events) {
    const [anchor, ...rest] = identifiersOf(event, policy);
    nodes.add(anchor!);
    for (const node of rest) draw(links, tupleOf(event), anchor!, node);
    for (const node of previousOf(event, anchor!, policy)) {
      nodes.add(node);
      if (node.startsWith('anonymous_id:') && policy.aliasMode !== 'ignore')
        draw(links, tupleOf(event), anchor!, node);
      if (node.startsWith('user_id:') && policy.aliasMode === 'merge_users')
        draw(aliases, tupleOf(event), anchor!, node);
    }
  }
  return walk([...nodes], [...links.values()], [...aliases.values()], policy);
}

function walk(nodes: string[], links: Link[], aliases: Link[], policy: IdentityPolicy): string[][] {
  let groups = nodes.map((node) => ({
    nodes: [node],
    tally: { [typeOf(node)]: 1 },
  }));
  const groupOf = (node: string): (typeof groups)[number] =>
    groups.find((group) => group.nodes.includes(node))!;
  const order = (a: Link, b: Link): number =>
    compare(
      [...a.moment, ...split(a.anchor), ...split(a.node)],
      [...b.moment, ...split(b.anchor), ...split(b.node)],
    );
  for (const { anchor, node } of [...aliases].sort(order)) {
    const [a, b] = [groupOf(anchor), groupOf(node)];
    if (a === b || a.nodes.length + b.nodes.length > policy.largestAliasClass) continue;
    groups = groups.filter((group) => group !== a && group !== b);
    groups.push({ nodes: [...a.nodes, ...b.nodes], tally: { user_id: 1 } });
  }
  const isHub = (node: string): boolean =>
    links.filter((link) => link.node === node && typeOf(link.anchor) === 'user_id').length >=
    policy.hubThreshold;
  for (const { anchor, node } of [...links].sort(order)) {
    const [a, b] = [groupOf(anchor), groupOf(node)];
    if (a === b || isHub(anchor) || isHub(node)) continue;
    const tally = { ...a.tally };
    for (const [type, count] of Object.entries(b.tally)) tally[type] = (tally[type] ?? 0) + count;
    if (Object.entries(tally).some(([type, count]) => count > (policy.limits[type] ?? 5))) continue;
    groups = groups.filter((group) => group !== a && group !== b);
    groups.push({ nodes: [...a.nodes, ...b.nodes], tally });
  }
  return groups.map((group) => group.nodes);
}

function traitsOf(group: string[], events: AcceptedEvent[], policy: IdentityPolicy): JsonObject {
  const identifies = events
    .filter((event) => event.type === 'identify' && group.includes(identifiersOf(event, policy)[0]!))
    .sort((a, b) => compare(tupleOf(a), tupleOf(b)));
  const traits: Record<string, JsonValue> = {};
  for (const { traits: set } of identifies)
    for (const [key, value] of Object.entries(set ?? {})) traits[key] = value;
  return Object.fromEntries(
    Object.entries(traits)
      .filter(([, value]) => value !== null)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** `type:value`, strongest first. */
export function identifiersOf(event: AcceptedEvent, policy: IdentityPolicy): string[] {
  const email =
    event.type === 'identify' ? event.traits?.email : (event.context.traits as JsonObject | undefined)?.email;
  const found = [
    usable('user_id', event.userId, policy),
    usable('anonymous_id', event.anonymousId, policy),
    usable('email', email, policy),
  ];
  for (const entry of (event.context.externalIds ?? []) as JsonObject[]) {
    if (entry.collection === 'users' && entry.encoding === 'none')
      found.push(usable(entry.type as string, entry.id, policy));
  }
  const distinct = [...new Set(found.filter((one) => one !== undefined))];
  return distinct.sort((a, b) => compare(strength(a), strength(b)));
}

function previousOf(event: AcceptedEvent, anchor: string, policy: IdentityPolicy): string[] {
  if (event.type !== 'alias' || typeOf(anchor) !== 'user_id') return [];
  const previous = event.previousId || event.anonymousId;
  return (['anonymous_id', 'user_id'] as const)
    .map((type) => usable(type, previous, policy))
    .filter((one): one is string => one !== undefined && split(one)[1] !== split(anchor)[1]);
}

function usable(type: string, raw: unknown, policy: IdentityPolicy): string | undefined {
  if (typeof raw !== 'string' && typeof raw !== 'number') return undefined;
  let text = String(raw).trim();
  if (type === 'email') text = text.toLowerCase();
  const bare = (/^(["'])(.*)\1$/s.exec(text)?.[2] ?? text).toLowerCase();
  const blocked =
    builtInBlockedValues.has(bare) ||
    policy.blockedValues.has(bare) ||
    [...bare].every((c) => '0-'.includes(c));
  return blocked || text === '' ? undefined : `${type}:${text}`;
}

export function tupleOf(event: AcceptedEvent): Tuple {
  const received = Date.parse(event.receivedAt);
  return [
    Math.min(Date.parse(event.timestamp), received),
    received,
    event.index,
    event.sourceId,
    event.messageId,
  ];
}

function typeOf(node: string): string {
  return split(node)[0]!;
}

function split(node: string): string[] {
  const colon = node.indexOf(':');
  return [node.slice(0, colon), node.slice(colon + 1)];
}

function strength(node: string): Tuple {
  const rank = { user_id: 0, email: 1 }[typeOf(node)] ?? 2;
  return [rank, ...split(node)];
}

function least(tuples: Tuple[]): Tuple | undefined {
  return [...tuples].sort(compare)[0];
}

/** Numbers as numbers, text bytewise. */
export function compare(a: Tuple, b: Tuple): number {
  for (const [index, left] of a.entries()) {
    const right = b[index]!;
    const order =
      typeof left === 'number'
        ? left - (right as number)
        : Buffer.compare(Buffer.from(left), Buffer.from(right as string));
    if (order !== 0) return order;
  }
  return 0;
}
