import type { Completion } from '@codemirror/autocomplete';
import type { SeenNames } from '../../drafts/seen-names';
import { t } from '../../intl/text';

const option = (label: string, detail?: string): Completion => ({
  label,
  type: 'variable',
  ...(detail ? { detail } : {}),
});
const options = (...names: string[]): Completion[] => names.map((name) => option(name));

/** Roots of api.md 11.3 that this release has. */
export const roots: Completion[] = [
  option('profile', t('the person')),
  option('event', t('what started the journey')),
  option('data', t('given by the step or the API')),
  option('steps', t('what the run did before')),
  ...options('journey', 'workspace', 'message', 'now'),
];

/** What stands below a path; names of traits, properties, object types and attributes are the workspace's own. */
export function variablesBelow(names: SeenNames): (path: readonly string[]) => Completion[] {
  const allProperties = [...new Set(Object.values(names.properties).flat())].sort();
  const list = options('first', 'last', 'size');
  const below = new Map<string, Completion[]>([
    [
      'profile',
      [
        option('traits', t('what you know of them')),
        option('groups', t('their groups, a list')),
        option('objects', t('lists of what belongs to them, by type')),
        ...options('id', 'userId', 'email', 'phone', 'locale', 'timeZone', 'createdAt'),
      ],
    ],
    ['profile.traits', names.traits.map((name) => option(name, t('trait')))],
    ['profile.groups', list],
    ['profile.groups.first', options('groupId', 'traits')],
    ['profile.groups.first.traits', names.groupTraits.map((name) => option(name, t('trait')))],
    ['profile.objects', names.objectTypes.map(({ key }) => option(key, t('objects, newest first')))],
    ['event', options('name', 'type', 'messageId', 'timestamp', 'properties', 'context')],
    ['event.properties', allProperties.map((name) => option(name, t('property')))],
    ['journey', options('id', 'key', 'name', 'version', 'runId', 'step')],
    ['workspace', options('name', 'timeZone', 'postalAddress', 'brand')],
    ['message', options('id', 'channel', 'locale')],
  ]);
  for (const { key, attributes } of names.objectTypes) {
    below.set(`profile.objects.${key}`, list);
    below.set(`profile.objects.${key}.first`, [
      option('key'),
      ...attributes.map((name) => option(name, t('attribute'))),
    ]);
  }
  return (path) => below.get(path.map(asElement).join('.')) ?? [];
}

/** Every element of a list is like its first; `[]` is how the language names one that stands in brackets. */
function asElement(segment: string): string {
  return segment === 'last' || segment === '[]' ? 'first' : segment;
}

/** What a path means at this place: a variable of a loop around it stands for an element of the loop's list. */
export function insideLoops(path: readonly string[], before: string): readonly string[] {
  const [root = '', ...rest] = path;
  const loops = [...before.matchAll(/\{%-?\s*for\s+([\w-]+)\s+in\s+([\w.-]+)/g)];
  const loop = loops.findLast(([, name]) => name === root);
  if (!loop?.[2]) return path;
  const list = insideLoops(loop[2].split('.'), before.slice(0, loop.index));
  return [...list, 'first', ...rest];
}
