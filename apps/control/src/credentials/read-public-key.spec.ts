import { generateKeyPairSync } from 'node:crypto';
import { readPublicKey } from './read-public-key.js';

const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength });
const { publicKey, privateKey } = rsa(2048);
const spki = publicKey.export({ type: 'spki', format: 'pem' }).toString();

describe('the public key of an SDK', () => {
  it('is kept in one form, whichever it was given in', () => {
    const pkcs1 = publicKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    const read = readPublicKey(`\n${spki}\n`);
    expect(read).toEqual({
      ok: true,
      value: { pem: spki, fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(readPublicKey(pkcs1)).toEqual(read);
  });

  it.each([
    ['text', 'hello'],
    ['a broken PEM', spki.replace('M', '!')],
    ['a short key', rsa(1024).publicKey.export({ type: 'spki', format: 'pem' }).toString()],
    [
      'a key of another kind',
      generateKeyPairSync('ec', { namedCurve: 'P-256' })
        .publicKey.export({ type: 'spki', format: 'pem' })
        .toString(),
    ],
    ['a private key', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
  ])('is not %s', (what, text) => {
    const read = readPublicKey(text);
    expect(read.ok ? '' : read.error).toMatch(what === 'a private key' ? /private/ : /RSA/);
  });
});
