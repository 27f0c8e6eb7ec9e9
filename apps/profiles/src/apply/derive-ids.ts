import { createHash, createHmac } from 'node:crypto';
import { type Identifier, uuidOfBytes } from '@rapport/kernel';
import { v5 } from 'uuid';

/**
 * The first 16 bytes of HMAC-SHA-256(key, type ‖ 0 ‖ value ‖ 0 ‖ generation), as a uuid (identity.md 3.7). Of generation 0 it
 * is the id of the node, too: nobody has been erased yet.
 */
export function nodeIdOf(identityKey: Buffer, { type, value }: Identifier): string {
  return uuidOfBytes(createHmac('sha256', identityKey).update(`${type}\0${value}\x000`).digest());
}

export function groupIdOf(identityKey: Buffer, value: string): string {
  return nodeIdOf(identityKey, { type: 'group_id', value });
}

/** Key of de-duplication: 16 bytes of SHA-256 over source and messageId. */
export function acceptedHashOf(sourceId: string, messageId: string): string {
  return uuidOfBytes(createHash('sha256').update(sourceId).update('\0').update(messageId).digest());
}

/** The first half of a hex SHA-256, as a uuid. */
export function payloadHashOf(payloadSha: string): string {
  return uuidOfBytes(Buffer.from(payloadSha.slice(0, 32), 'hex'));
}

/** A profile id is a hash without the version bits that the name space of a uuid v5 must have: it is part of the name. */
const activityNamespace = '6f1dd1a4-9f0f-4c77-8b1c-2f2f5cfb0c51';

/** A replay of the same change bears the same id (identity.md 9). */
export function activityIdOf(profileId: string, revision: number, kind: string): string {
  return v5(`${profileId}:${revision}:${kind}`, activityNamespace);
}
