import { createHash, hash } from 'node:crypto';
import { type Identifier } from '@rapport/kernel';
import type { DeviceToken } from '../devices/domain/device-of-event.js';

/**
 * The first 16 bytes of HMAC-SHA-256(key, type ‖ 0 ‖ value ‖ 0 ‖ generation), as a uuid (identity.md 3.7). Of generation 0 it
 * is the id of the node, too: nobody has been erased yet.
 */
export function nodeIdOf(identityKey: Buffer, { type, value }: Identifier): string {
  const { inner, outer } = padsOf(identityKey);
  const message = Buffer.concat([inner, Buffer.from(`${type}\0${value}\x000`)]);
  return uuidOfHex(hash('sha256', Buffer.concat([outer, hash('sha256', message, 'buffer')]), 'hex'));
}

export function groupIdOf(identityKey: Buffer, value: string): string {
  return nodeIdOf(identityKey, { type: 'group_id', value });
}

/** A push token belongs to one app on one platform; hashed with the workspace's key, since it is a secret of the device. */
export function deviceIdOf(identityKey: Buffer, { platform, appId, token }: DeviceToken): string {
  return nodeIdOf(identityKey, { type: `device.${platform}`, value: `${appId ?? ''}\0${token}` });
}

/** Key of de-duplication: 16 bytes of SHA-256 over source and messageId. */
export function acceptedHashOf(sourceId: string, messageId: string): string {
  return uuidOfHex(hash('sha256', `${sourceId}\0${messageId}`, 'hex'));
}

/** The first half of a hex SHA-256, as a uuid. */
export function payloadHashOf(payloadSha: string): string {
  return uuidOfHex(payloadSha);
}

/** A replay of the same change bears the same id (identity.md 9): a uuid v5, of a name space of our own. */
export function activityIdOf(profileId: string, revision: number, kind: string): string {
  const hex = hash('sha1', `rapport.profile-activity:${profileId}:${revision}:${kind}`, 'hex');
  const variant = ((parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return uuidOfHex(`${hex.slice(0, 12)}5${hex.slice(13, 16)}${variant}${hex.slice(17, 32)}`);
}

interface Pads {
  inner: Buffer;
  outer: Buffer;
}
const pads = new WeakMap<Buffer, Pads>();
const blockBytes = 64;

/**
 * HMAC by its definition (RFC 2104): the digest in one call costs a third of an object of `createHmac`, of which a busy
 * worker would leave thousands per second to the garbage collector.
 */
function padsOf(key: Buffer): Pads {
  let known = pads.get(key);
  if (!known) {
    const block = Buffer.alloc(blockBytes);
    (key.length > blockBytes ? createHash('sha256').update(key).digest() : key).copy(block);
    known = {
      inner: Buffer.from(block.map((byte) => byte ^ 0x36)),
      outer: Buffer.from(block.map((byte) => byte ^ 0x5c)),
    };
    pads.set(key, known);
  }
  return known;
}

function uuidOfHex(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
