import { readFileSync } from 'node:fs';
import { eventFlags } from '@rapport/contracts';
import { rejectionCodes } from '@rapport/events';

const words = readFileSync('apps/console/src/events/say-code.ts', 'utf8');
const keysOf = (table: string): string[] => {
  const body = words.slice(words.indexOf(`const ${table}`)).split('\n};')[0] ?? '';
  return [...body.matchAll(/^ {2}(\w+):/gm)].map(([, key]) => key ?? '');
};
/** What consumers set aside; the door says none of these. */
const codesOfConsumers = [
  'no_usable_identifier',
  'invalid_json',
  'invalid_event',
  'invalid_activity',
  'invalid_send',
  'invalid_letter',
  'unknown_workspace',
  'poison',
];

describe('the console', () => {
  it('has plain words for every code with which something is set aside, and for no other', () => {
    expect(keysOf('rejections').sort()).toEqual([...rejectionCodes, ...codesOfConsumers].sort());
  });

  it('has plain words for every flag of an event, and for no other', () => {
    expect(keysOf('flags').sort()).toEqual([...eventFlags].sort());
  });
});
