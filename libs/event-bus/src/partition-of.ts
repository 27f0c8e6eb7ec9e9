import { crc32 } from 'node:zlib';

/**
 * One of 256 virtual shards: the low byte of the CRC-32 (IEEE 802.3, as zlib computes it) of the key's UTF-8 bytes. Part of every
 * topic's contract: whoever produces to a topic must choose the partition this way, or lose the order of a key.
 */
export function shardOf(key: string): number {
  return crc32(key) & 0xff;
}

/** The same for all adapters; the partition is always named explicitly when a message is written (reliability.md 4.4). */
export function partitionOf(key: string, partitions: number): number {
  return shardOf(key) % partitions;
}
