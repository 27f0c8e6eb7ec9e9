import { objectTypeRead, unknownPart } from './variable-schema.js';

describe('a variable', () => {
  it.each([
    'profile.groups',
    'profile.groups.size',
    'profile.groups.0.traits.plan.tier',
    'profile.groups.first.groupId',
    'profile.objects',
    'profile.objects.order.0.status',
    'profile.objects.order.size',
  ])('can be: %s', (path) => {
    expect(unknownPart(path.split('.'))).toBeUndefined();
  });

  it.each([
    ['profile.group', 'profile.group', 'profile.groups'],
    ['profile.object.order', 'profile.object', 'profile.objects'],
    ['profile.groups.traits', 'profile.groups.traits', 'profile.groups.first.traits'],
    ['profile.groups.0.trait', 'profile.groups.0.trait', 'profile.groups.0.traits'],
    ['profile.groups.0.groupId.x', 'profile.groups.0.groupId.x', null],
  ])('cannot be: %s', (path, name, suggestion) => {
    expect(unknownPart(path.split('.'))).toEqual({ name, suggestion });
  });

  it.each([
    ['profile.objects.order.0.status', 'order'],
    ['profile.objects.order', 'order'],
    ['profile.objects', undefined],
    ['profile.objects.size', undefined],
    ['profile.traits.objects', undefined],
    ['event.objects.order', undefined],
  ])('%s reads objects of type %s', (path, type) => {
    expect(objectTypeRead(path.split('.'))).toBe(type);
  });
});
