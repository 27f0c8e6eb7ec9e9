/** What may be below a variable: anything, nothing, these members, or elements of a list. */
type Members = 'any' | 'none' | ListOf | { readonly [name: string]: Members };

class ListOf {
  constructor(readonly each: Members) {}
}

const people: Members = {
  id: 'none',
  userId: 'none',
  email: 'none',
  phone: 'none',
  locale: 'none',
  timeZone: 'none',
  createdAt: 'none',
  traits: 'any',
  groups: new ListOf({ groupId: 'none', traits: 'any' }),
  // By type, which is the workspace's own.
  objects: 'any',
};

/** The roots that a template may name in this release (api.md 11.3). */
const roots: { readonly [name: string]: Members } = {
  profile: people,
  event: {
    name: 'none',
    type: 'none',
    messageId: 'none',
    timestamp: 'none',
    properties: 'any',
    context: 'any',
  },
  data: 'any',
  journey: { id: 'none', key: 'none', name: 'none', version: 'none', runId: 'none', step: 'none' },
  steps: 'any',
  workspace: { name: 'none', timeZone: 'none', postalAddress: 'none', brand: 'any' },
  message: { id: 'none', channel: 'none', locale: 'none' },
  now: 'none',
};
/** Members that Liquid itself gives to texts and lists. */
const built = new Set(['size', 'first', 'last']);
const element = /^(first|last|-?\d+)$/;

/** The type of object that a variable reads; undefined for one that reads none, or whichever it finds. */
export function objectTypeRead([root, part, type]: readonly string[]): string | undefined {
  return root === 'profile' && part === 'objects' && type !== undefined && !built.has(type)
    ? type
    : undefined;
}

/** The shortest part of `path` that cannot exist, with a suggestion; undefined for a variable that can. */
export function unknownPart(
  path: readonly string[],
): { name: string; suggestion: string | null } | undefined {
  let members: Members = roots;
  for (const [index, name] of path.entries()) {
    if (members instanceof ListOf) {
      if (name === 'size') return undefined;
      if (!element.test(name)) {
        const list = path.slice(0, index).join('.');
        return { name: `${list}.${name}`, suggestion: `${list}.first.${name}` };
      }
      members = members.each;
      continue;
    }
    if (members === 'any' || (index > 0 && built.has(name))) return undefined;
    if (members === 'none' || !Object.hasOwn(members, name)) {
      return { name: path.slice(0, index + 1).join('.'), suggestion: suggest(path, index, members) };
    }
    members = members[name] ?? 'none';
  }
  return undefined;
}

function suggest(path: readonly string[], index: number, members: Members): string | null {
  const before = path.slice(0, index);
  const name = path[index] ?? '';
  if (path[0] === 'profile' && index === 1 && name !== 'trait') {
    const near = nearest(name, Object.keys(people));
    return near ? `profile.${near}` : `profile.traits.${name}`;
  }
  if (path[0] === 'event' && index === 1) {
    const near = nearest(name, Object.keys(members));
    return near ? `event.${near}` : `event.properties.${name}`;
  }
  const near = members === 'none' || members === 'any' ? undefined : nearest(name, Object.keys(members));
  return near ? [...before, near].join('.') : null;
}

/** The candidate within two edits, the closest first. */
function nearest(name: string, candidates: readonly string[]): string | undefined {
  const scored = candidates.map((candidate) => ({
    candidate,
    edits: editDistance(name.toLowerCase(), candidate.toLowerCase()),
  }));
  scored.sort((a, b) => a.edits - b.edits);
  const best = scored[0];
  return best && best.edits <= 2 && best.edits < name.length ? best.candidate : undefined;
}

/** Levenshtein. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a.charAt(i - 1) === b.charAt(j - 1) ? 0 : 1;
      next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost);
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
