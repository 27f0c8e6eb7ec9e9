import { guessMapping } from './guess-mapping.js';

const guess = (columns: string[], ...rows: string[][]): string[] =>
  guessMapping(columns, rows, 'profiles').columns.map(({ column, to, type }) => `${column} → ${to} ${type}`);

describe('the first mapping', () => {
  it('knows the usual names of identifiers', () => {
    expect(guess(['E-Mail Address', 'user_id', 'Anonymous ID'])).toEqual([
      'E-Mail Address → email string',
      'user_id → userId string',
      'Anonymous ID → anonymousId string',
    ]);
  });

  it('makes traits of all other columns, in camel case', () => {
    expect(guess(['First Name', 'last_name', 'LTV', 'plan (current)', 'Größe'])).toEqual([
      'First Name → traits.firstName string',
      'last_name → traits.lastName string',
      'LTV → traits.ltv string',
      'plan (current) → traits.planCurrent string',
      'Größe → traits.größe string',
    ]);
  });

  it('takes the type from the cells, and leaves codes and phones text', () => {
    const columns = ['n', 'zip', 'phone', 'vip', 'day', 'at', 'data', 'mixed', 'empty'];
    const cells = ['5.5', '01067', '49123', 'TRUE', '2020-01-01', '2020-01-01T00:00:00Z', '{"a":1}', '5', ''];
    expect(
      guess(columns, cells, [
        '-1',
        '99',
        '49124',
        'false',
        '2020-01-02',
        '2020-01-01 10:00',
        '[1]',
        'x',
        ' ',
      ]),
    ).toEqual([
      'n → traits.n number',
      'zip → traits.zip string',
      'phone → traits.phone string',
      'vip → traits.vip boolean',
      'day → traits.day date',
      'at → traits.at datetime',
      'data → traits.data json',
      'mixed → traits.mixed string',
      'empty → traits.empty string',
    ]);
  });

  it('uses no target twice, no forbidden name and none of our own columns', () => {
    expect(guess(['id', 'user id', 'a b', 'a_b', 'prototype', '---', 'rapport_code'])).toEqual([
      'id → userId string',
      'a b → traits.aB string',
    ]);
  });
});
