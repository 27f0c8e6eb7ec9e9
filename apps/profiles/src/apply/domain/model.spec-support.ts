import type { AcceptedEvent, JsonObject, JsonValue } from '@rapport/contracts';
import type { IdentityPolicy } from './identity-policy.js';

/**
 * identity.md 3, 4 and 7 once more, in the plainest form: every question is answered from the whole history.
 * Nothing is shared with the product but types, so that the two can only agree by saying the same.
 */
export interface History {
  events: readonly AcceptedEvent[];
  /** What people drew (7.1), still active; from the stronger to the weaker `type:value`. */
  operatorEdges?: readonly Omit<Edge, 'kind'>[];
  /** What people took apart (7.2), not lifted: sets of `type:value`. */
  separations?: readonly (readonly string[])[][];
}

export interface Outcome {
  profiles: ModelProfile[];
  /** `kind anchor>node` → what the walk made of it; only of edges that count. */
  verdicts: Record<string, string>;
  /** Traits of groups, by the customer's id. */
  groups: Record<string, JsonObject>;
}

export interface ModelProfile {
  /** The identifier that names it. */
  name: string;
  identifiers: string[];
  traits: JsonObject;
  /** The current one first, the others by name. */
  groups: string[];
  /** `source message` of what is filed under it. */
  events: string[];
}

export type Tuple = readonly (string | number)[];
export type Edge = { kind: string; anchor: string; node: string; moment: Tuple };
type Said = { event: AcceptedEvent; ids: string[]; moment: Tuple };
type Group = { nodes: string[]; tally: Record<string, number> };

export function modelOf(history: History, policy: IdentityPolicy): Outcome {
  const said = readEvents(history.events, policy);
  const { groups, verdicts } = partition(history, said, policy);
  const seen = (node: string): Tuple | undefined =>
    said
      .filter(({ ids }) => ids.includes(node))
      .map(({ moment }) => moment)
      .sort(compare)[0];
  const age = (node: string): Tuple => [...seen(node)!, ...strength(node)];
  const profiles = groups.flatMap((nodes) => {
    const identifiers = nodes.filter(seen).sort((a, b) => compare(age(a), age(b)));
    const [name] = identifiers;
    if (name === undefined) return [];
    const own = said.filter(({ ids }) => nodes.includes(ids[0]!));
    const traits = lastWriters(own.filter(({ event }) => event.type === 'identify'));
    const events = own.map(({ event }) => `${event.sourceId} ${event.messageId}`).sort();
    return [{ name, identifiers: identifiers.sort(compareText), traits, groups: groupsOf(own), events }];
  });
  const companies = [...new Set(said.flatMap(({ event }) => groupOf(event) ?? []))].map((id) => {
    const calls = said.filter(({ event }) => event.type === 'group' && groupOf(event) === id);
    return [id, lastWriters(calls)] as const;
  });
  profiles.sort((a, b) => compareText(a.name, b.name));
  return { profiles, verdicts, groups: Object.fromEntries(companies) };
}

/** 3.5: the first accepted copy wins, and what identifies nobody has no effect. */
export function readEvents(events: readonly AcceptedEvent[], policy: IdentityPolicy): Said[] {
  const copies = new Map<string, AcceptedEvent>();
  for (const event of [...events].reverse()) copies.set(`${event.sourceId} ${event.messageId}`, event);
  return [...copies.values()]
    .map((event) => ({ event, ids: identifiersOf(event, policy), moment: momentTuple(event) }))
    .filter(({ ids }) => ids.length > 0);
}

export function edgesOf({ event, ids, moment }: Said, policy: IdentityPolicy): Edge[] {
  const [anchor = '', ...rest] = ids;
  const edges = rest.map((node) => ({ kind: 'event', anchor, node, moment }));
  if (event.type !== 'alias' || typeOf(anchor) !== 'user_id') return edges;
  const previous = [null, ''].includes(event.previousId) ? event.anonymousId : event.previousId;
  for (const [type, kind] of [
    ['anonymous_id', 'alias_anonymous'] as const,
    ['user_id', 'alias_user'] as const,
  ]) {
    const node = (event.matchOn?.includes(type) ?? true) && identifier(type, previous, policy);
    if (node && valueOf(node) !== valueOf(anchor)) edges.push({ kind, anchor, node, moment });
  }
  return edges;
}

/** 3.6 */
function partition(history: History, said: readonly Said[], policy: IdentityPolicy) {
  const drawn = (history.operatorEdges ?? []).map((edge) => ({ ...edge, kind: 'operator' }));
  const edges = [...said.flatMap((one) => edgesOf(one, policy)), ...drawn];
  const ends = edges.flatMap(({ anchor, node }) => [anchor, node]);
  const nodes = new Set([...said.flatMap(({ ids }) => ids), ...ends]);
  let groups: Group[] = [...nodes].map((node) => ({ nodes: [node], tally: { [typeOf(node)]: 1 } }));
  const verdicts: Record<string, string> = {};

  const holds = (part: readonly string[], all: string[]): boolean => part.some((node) => all.includes(node));
  const separated = (all: string[]): boolean =>
    (history.separations ?? []).some((parts) => parts.filter((part) => holds(part, all)).length > 1);
  /** One step of either walk: `refusal` says what forbids the two groups to be one. */
  const step = (pair: Edge[], refusal: (both: Group) => string | undefined): void => {
    const [a, b] = [pair[0]!.anchor, pair[0]!.node].map((node) =>
      groups.find((one) => one.nodes.includes(node))!,
    );
    const both = { nodes: [...a!.nodes, ...b!.nodes], tally: { ...a!.tally } };
    for (const [type, count] of Object.entries(b!.tally)) both.tally[type] = (both.tally[type] ?? 0) + count;
    const refused = refusal(both) ?? (separated(both.nodes) ? 'refused_separated' : undefined);
    const verdict = a === b && refused !== 'refused_hub' ? 'already_joined' : (refused ?? 'joined');
    if (verdict === 'joined') groups = [...groups.filter((one) => one !== a && one !== b), both];
    for (const edge of pair) verdicts[`${edge.kind} ${edge.anchor}>${edge.node}`] = verdict;
  };

  const aliases = edges.filter((edge) => isAlias(edge, policy));
  for (const pair of pairsInOrder(aliases)) {
    step(pair, (both) => (both.nodes.length > policy.largestAliasClass ? 'refused_alias_limit' : undefined));
    // However many user ids: the class counts as one.
    for (const group of groups) if (group.tally.user_id) group.tally.user_id = 1;
  }
  const links = pairsInOrder(edges.filter((edge) => isLink(edge, policy)));
  const linkers = (node: string): number =>
    links.filter(([link]) => link!.node === node && typeOf(link!.anchor) === 'user_id').length;
  const hubs = new Set([...nodes].filter((node) => linkers(node) >= policy.hubThreshold));
  for (const pair of links)
    step(pair, ({ tally }) => {
      if (hubs.has(pair[0]!.anchor) || hubs.has(pair[0]!.node)) return 'refused_hub';
      const over = Object.keys(tally).filter((type) => tally[type]! > (policy.limits[type] ?? 5));
      return over.length > 0 ? `refused_limit:${over.sort()[0]}` : undefined;
    });
  return { groups: groups.map((group) => group.nodes), verdicts };
}

/** An edge between two user ids that lets them be one person. */
export function isAlias({ kind, anchor, node }: Edge, policy: IdentityPolicy): boolean {
  if (kind === 'operator') return typeOf(anchor) === 'user_id' && typeOf(node) === 'user_id';
  return kind === 'alias_user' && policy.aliasMode === 'merge_users';
}

function isLink(edge: Edge, policy: IdentityPolicy): boolean {
  if (edge.kind === 'alias_anonymous') return policy.aliasMode !== 'ignore';
  return edge.kind !== 'alias_user' && !isAlias(edge, policy);
}

/** The edges of each (anchor, node), oldest first: one pair, at the smallest moment of them; ties go by name. */
function pairsInOrder(edges: readonly Edge[]): Edge[][] {
  const place = ({ moment, anchor, node }: Edge): Tuple => [
    ...moment,
    typeOf(anchor),
    valueOf(anchor),
    typeOf(node),
    valueOf(node),
  ];
  const pairs = new Map<string, Edge[]>();
  for (const edge of [...edges].sort((a, b) => compare(place(a), place(b)))) {
    const pair = `${edge.anchor}>${edge.node}`;
    pairs.set(pair, [...(pairs.get(pair) ?? []), edge]);
  }
  return [...pairs.values()];
}

/** 4: the value with the largest moment; a `null` that wins hides the key. */
function lastWriters(said: readonly Said[]): JsonObject {
  const values = new Map<string, JsonValue>();
  for (const { event } of [...said].sort((a, b) => compare(a.moment, b.moment)))
    for (const [key, value] of Object.entries(event.traits ?? {})) values.set(key, value);
  return Object.fromEntries([...values].filter(([, value]) => value !== null));
}

/** 3.10 */
function groupsOf(said: readonly Said[]): string[] {
  const newestFirst = [...said].sort((a, b) => compare(b.moment, a.moment));
  const [current, ...others] = new Set(newestFirst.flatMap(({ event }) => groupOf(event) ?? []));
  return current === undefined ? [] : [current, ...others.sort(compareText)];
}

function groupOf({ type, groupId, context }: AcceptedEvent): string | undefined {
  const found = identifier('group_id', type === 'group' ? groupId : context.groupId);
  return found && valueOf(found);
}

/** 3.2, as `type:value`, strongest first. */
export function identifiersOf(event: AcceptedEvent, policy: IdentityPolicy): string[] {
  const { type, context, matchOn } = event;
  const traits = type === 'identify' ? event.traits : null;
  const told = type === 'identify' ? traits : (context.traits as JsonObject | undefined);
  const given: [string, unknown][] = [
    ['user_id', event.userId],
    ['anonymous_id', event.anonymousId],
    ['email', policy.collectsEmail ? told?.email : null],
  ];
  for (const entry of (context.externalIds ?? []) as Record<string, unknown>[])
    if (entry?.collection === 'users' && entry.encoding === 'none')
      given.push([String(entry.type), entry.id]);
  for (const [declared, paths] of policy.paths) {
    const ends = paths.map((path) => along({ traits, context, properties: event.properties }, path));
    given.push(...ends.flat().map((end): [string, unknown] => [declared, end]));
  }
  const counting = given.filter(
    ([kind]) => policy.externalTypes.has(kind) && (matchOn?.includes(kind) ?? true),
  );
  const found = new Set(counting.flatMap(([kind, raw]) => identifier(kind, raw, policy) ?? []));
  return [...found].sort((a, b) => compare(strength(a), strength(b)));
}

/** What lies at the end of a path, each key of which has several spellings. */
function along(at: unknown, [spellings, ...rest]: readonly (readonly string[])[]): unknown[] {
  if (!spellings) return [at];
  const here = Object(at) as Record<string, unknown>;
  return spellings.filter((key) => Object.hasOwn(here, key)).flatMap((key) => along(here[key], rest));
}

const blocked =
  '-1|null|undefined|anonymous|nan|none|nil|true|false|guest|unknown|n/a|[object object]|void'.split('|');

/** 3.3 */
export function identifier(type: string, raw: unknown, policy?: IdentityPolicy): string | undefined {
  if (typeof raw !== 'string' && typeof raw !== 'number') return undefined;
  const text = type === 'email' ? `${raw}`.trim().toLowerCase() : `${raw}`.trim();
  const bare = (/^(["'])([^]*)\1$/.exec(text)?.[2] ?? text).toLowerCase();
  const nobody = blocked.includes(bare) || policy?.blockedValues.has(bare) || /^[0-]*$/.test(bare);
  return nobody || [...text].length > 500 ? undefined : `${type}:${text}`;
}

/** 3.4 */
export function momentTuple(event: AcceptedEvent): Tuple {
  const received = Date.parse(event.receivedAt);
  const effective = Math.min(Date.parse(event.timestamp), received);
  return [effective, received, event.index, event.sourceId, event.messageId];
}

export function strength(node: string): Tuple {
  return [{ user_id: 0, email: 1 }[typeOf(node)] ?? 2, typeOf(node), valueOf(node)];
}

export function typeOf(node: string): string {
  return node.slice(0, node.indexOf(':'));
}
export function valueOf(node: string): string {
  return node.slice(node.indexOf(':') + 1);
}

/** Numbers as numbers, text bytewise over UTF-8. */
export function compare(a: Tuple, b: Tuple): number {
  const at = a.findIndex((left, index) => left !== b[index]);
  const [left = '', right = ''] = [a[at], b[at]];
  return typeof left === 'number' ? left - Number(right) : compareText(left, String(right));
}
function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
