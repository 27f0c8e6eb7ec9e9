import { insideLoops, variablesBelow } from './variables';

const names = {
  traits: ['plan'],
  events: [],
  properties: { 'Order Completed': ['total'] },
  groupTraits: ['seats'],
  objectTypes: [{ key: 'support-ticket', attributes: ['priority'] }],
  recent: [],
};
const below = (path: string): string[] => variablesBelow(names)(path.split('.')).map(({ label }) => label);

describe('variables below a path', () => {
  it.each([
    ['profile.groups', ['first', 'last', 'size']],
    ['profile.groups.[].traits', ['seats']],
    ['profile.groups.last', ['groupId', 'traits']],
    ['profile.objects', ['support-ticket']],
    ['profile.objects.support-ticket', ['first', 'last', 'size']],
    ['profile.objects.support-ticket.first', ['key', 'priority']],
    ['profile.objects.order.first', []],
    ['event.properties', ['total']],
    ['nobody', []],
  ])('%s: %j', (path, expected) => {
    expect(below(path)).toEqual(expected);
  });
});

describe('a variable inside a loop', () => {
  const inside = (path: string, before: string): string => insideLoops(path.split('.'), before).join('.');

  it.each([
    ['ticket', '{% for ticket in profile.objects.support-ticket %}', 'profile.objects.support-ticket.first'],
    ['g.traits', '{%- for g in profile.groups -%}<p>', 'profile.groups.first.traits'],
    ['x', '{% for x in data.a %}{% endfor %}{% for x in data.b %}', 'data.b.first'],
    [
      'line',
      '{% for o in profile.objects.order %}{% for line in o.lines %}',
      'profile.objects.order.first.lines.first',
    ],
    ['profile.traits', '{% for ticket in profile.groups %}', 'profile.traits'],
  ])('%s after %s is %s', (path, before, expected) => {
    expect(inside(path, before)).toBe(expected);
  });
});
