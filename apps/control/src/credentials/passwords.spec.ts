import { Passwords } from './passwords.js';

describe('passwords', () => {
  const passwords = new Passwords();

  it('match their own hash and no other', async () => {
    const hash = await passwords.hash('correct horse battery');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwords.matches('correct horse battery', hash)).toBe(true);
    expect(await passwords.matches('correct horse batterz', hash)).toBe(false);
  });

  it('never match an account that does not exist, not even with the stand-in', async () => {
    expect(await passwords.matches('nobody has this password', undefined)).toBe(false);
  });
});
