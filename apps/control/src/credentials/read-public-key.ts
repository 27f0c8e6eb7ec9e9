import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { err, ok, type Result } from '@rapport/kernel';

const leastBits = 2048;
/** Checking a signature of a longer key takes long for whoever asks us to. */
const mostBits = 8192;

export interface PublicKey {
  /** SubjectPublicKeyInfo, whatever form it was given in. */
  pem: string;
  /** SHA-256 over the key's DER, in hex: what people compare. */
  fingerprint: string;
}

/** The RSA public key that a PEM text holds, or what is wrong with it. */
export function readPublicKey(text: string): Result<PublicKey, string> {
  // Node would quietly take the public half of a private key, and the mistake would stay in our database.
  if (text.includes('PRIVATE KEY')) return err('is a private key: keep it, and give its public half');
  const key = parse(text.trim());
  const bits = key?.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key?.asymmetricKeyType !== 'rsa' || bits < leastBits || bits > mostBits) {
    return err(`must be the PEM of an RSA public key of ${leastBits} to ${mostBits} bits`);
  }
  const der = key.export({ type: 'spki', format: 'der' });
  return ok({
    pem: key.export({ type: 'spki', format: 'pem' }).toString(),
    fingerprint: createHash('sha256').update(der).digest('hex'),
  });
}

function parse(pem: string): KeyObject | undefined {
  if (!pem.startsWith('-----BEGIN ')) return undefined;
  try {
    return createPublicKey(pem);
  } catch {
    return undefined;
  }
}
