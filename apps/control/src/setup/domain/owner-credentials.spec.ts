import { credentialFaults, normaliseEmail } from './owner-credentials.js';

const good = 'correct horse battery';
const rulesOf = (email: string, password: string): string[] =>
  credentialFaults(email, password).map((fault) => `${fault.field} ${fault.rule}`);

describe('credentials of a new owner', () => {
  it('are accepted with a plain address and a long password', () => {
    expect(credentialFaults('Ada.Lovelace+rapport@Mail.Acme.test', good)).toEqual([]);
  });

  it.each([
    'ada',
    '@acme.test',
    'ada@',
    'ada@acme',
    'ada@acme..test',
    '.ada@acme.test',
    'ada@-acme.test',
    '"ada x"@acme.test',
    'ada@acme.test,eve@evil.test',
    'ada@acme.test\r\nBcc: eve@evil.test',
    `${'a'.repeat(250)}@acme.test`,
  ])('refuse %j as an address', (email) => {
    expect(rulesOf(email, good)).toEqual(['email format']);
  });

  it('refuse a password shorter than 10 or longer than 128 characters', () => {
    expect(rulesOf('ada@acme.test', '123456789')).toEqual(['password min_length']);
    expect(rulesOf('ada@acme.test', 'x'.repeat(129))).toEqual(['password max_length']);
    expect(rulesOf('ada@acme.test', 'x'.repeat(128))).toEqual([]);
  });

  it('count characters, not UTF-16 units', () => {
    expect(rulesOf('ada@acme.test', '🐎'.repeat(9))).toEqual(['password min_length']);
    expect(rulesOf('ada@acme.test', '🐎'.repeat(128))).toEqual([]);
  });

  it('refuse the address as its own password, however it is written', () => {
    expect(rulesOf('ada@acme.test', 'ADA@acme.test')).toEqual(['password format']);
  });

  it('never repeat the value that is wrong', () => {
    const text = JSON.stringify(credentialFaults('not-an-address', 'hunter2'));
    expect(text).not.toContain('not-an-address');
    expect(text).not.toContain('hunter2');
  });

  it('treat two spellings of one address alike', () => {
    expect(normaliseEmail(' ADA@Acme.test ')).toBe('ada@acme.test');
  });
});
