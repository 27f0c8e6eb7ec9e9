import { validate, version } from 'uuid';
import { newId } from './ids.js';

describe('a new id', () => {
  it('is a uuid of version 7, greater than the one before, also within a millisecond', () => {
    const ids = Array.from({ length: 5000 }, () => newId());
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => validate(id) && version(id) === 7)).toBe(true);
  });

  it('begins with the time', () => {
    const ms = parseInt(newId().replaceAll('-', '').slice(0, 12), 16);
    expect(Math.abs(Date.now() - ms)).toBeLessThan(1000);
  });
});
