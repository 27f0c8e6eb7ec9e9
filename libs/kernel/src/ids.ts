import { randomFillSync } from 'node:crypto';
import { v5, v7 } from 'uuid';
import { systemClock } from './clock.js';

/** Prefixes of public ids (`<prefix>_<26 characters>`). Columns hold the bare uuid; the prefix is added at a service's edge. */
export const idPrefixes = [
  'wsp',
  'mem',
  'key',
  'src',
  'prf',
  'grp',
  'jrn',
  'run',
  'tpl',
  'msg',
  'mbx',
  'evt',
  'tpn',
  'pac',
  'wkk',
  'opr',
  'dlt',
  'imp',
  'trf',
  'oak',
  'lnk',
  'mrg',
  'spl',
  'sep',
  'dvc',
] as const;
export type IdPrefix = (typeof idPrefixes)[number];

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const digitOf = new Map([...alphabet].map((character, value) => [character, BigInt(value)]));

const randomPool = new Uint8Array(16 * 256);
let poolUsed = randomPool.length;
let lastMs = 0;
let sequence = 0;

/**
 * A new time-ordered uuid (version 7) in its canonical text form; ids of one process sort in the order of their making.
 * Random bytes are drawn in bulk: drawing 16 at a time costs more than everything else about an id.
 */
export function newId(): string {
  if (poolUsed === randomPool.length) {
    randomFillSync(randomPool);
    poolUsed = 0;
  }
  const random = randomPool.subarray(poolUsed, (poolUsed += 16));
  const now = systemClock.now();
  if (now > lastMs) {
    lastMs = now;
    // The upper half is left for counting on within the millisecond.
    sequence =
      ((random[6] ?? 0) << 23) | ((random[7] ?? 0) << 16) | ((random[8] ?? 0) << 8) | (random[9] ?? 0);
    sequence &= 0x7fffffff;
  } else if (++sequence > 0xffffffff) {
    lastMs++;
    sequence = 0;
  }
  return v7({ random, msecs: lastMs, seq: sequence });
}

/** Namespace of every id that derives from a natural key, so that the same fact bears the same id everywhere. */
const naturalKeys = '6f2d1d0a-4f0b-5c7e-9a53-8f1d3c2b7e64';

/** The id of a natural key (uuid version 5): whoever derives it again gets the same. Parts must not contain `|`, but the last may. */
export function derivedId(...parts: readonly (string | number)[]): string {
  return v5(parts.join('|'), naturalKeys);
}

/** 16 bytes as 26 characters of lower-case Crockford base32, most significant digit first; keeps byte order. */
export function base32OfUuid(uuid: string): string {
  let rest = BigInt(`0x${uuid.replaceAll('-', '')}`);
  let text = '';
  for (let i = 0; i < 26; i++) {
    text = alphabet.charAt(Number(rest & 31n)) + text;
    rest >>= 5n;
  }
  return text;
}

/** `prf_01jd…`: how an id leaves a service. */
export function publicId(prefix: IdPrefix, uuid: string): string {
  return `${prefix}_${base32OfUuid(uuid)}`;
}

/** The uuid of a public id; undefined when it is malformed or bears another prefix. */
export function uuidOf(prefix: IdPrefix, id: string): string | undefined {
  if (!id.startsWith(`${prefix}_`) || id.length !== prefix.length + 27) return undefined;
  let value = 0n;
  for (const character of id.slice(prefix.length + 1)) {
    const digit = digitOf.get(character);
    if (digit === undefined) return undefined;
    value = (value << 5n) | digit;
  }
  if (value >> 128n !== 0n) return undefined;
  return uuidOfBytes(Buffer.from(value.toString(16).padStart(32, '0'), 'hex'));
}

/** The canonical text form of 16 bytes. */
export function uuidOfBytes(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.subarray(0, 16)).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
