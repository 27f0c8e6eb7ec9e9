import { topicRegistry, topics } from '@rapport/contracts';
import type { Outcome } from './pack-records.js';

/** How far a reader has come in one lane: the rows of one outcome and partition. */
export interface LanePosition {
  outcome: Outcome;
  partition: number;
  seq: number;
}
export type StreamPosition = readonly LanePosition[];

/** A place inside a row that was not sent to its end. */
export interface PartialRow {
  seq: number;
  /** Items of the row that were passed. */
  passed: number;
}

export interface ResumePoint {
  position: StreamPosition;
  partial: PartialRow | undefined;
  storedAtMs: number;
}

const partitionsOf = (topic: string): number =>
  topicRegistry.find(({ name }) => name === topic)?.partitions ?? 0;

/** All lanes, at their beginning. */
export const allLanes: StreamPosition = (
  [
    ['accepted', topics.events],
    ['rejected', topics.deadLetters],
  ] as const
).flatMap(([outcome, topic]) =>
  Array.from({ length: partitionsOf(topic) }, (_, partition) => ({ outcome, partition, seq: 0 })),
);

export function advance(
  position: StreamPosition,
  outcome: Outcome,
  partition: number,
  seq: number,
): StreamPosition {
  return position.map((lane) =>
    lane.outcome === outcome && lane.partition === partition ? { ...lane, seq } : lane,
  );
}

/**
 * The `id` of a stream's item, from which any instance can go on: when it was stored, the row it is in and how many items
 * of that row are passed, and the position of every lane, in base 36. Stays below 200 characters.
 */
export function encodeResumePoint({ position, partial, storedAtMs }: ResumePoint): string {
  const numbers = [storedAtMs, partial?.seq ?? 0, partial?.passed ?? 0, ...position.map((lane) => lane.seq)];
  return numbers.map((value) => (value === 0 ? '' : value.toString(36))).join('.');
}

/** undefined for what this release did not write. */
export function decodeResumePoint(id: string): ResumePoint | undefined {
  if (!/^[0-9a-z.]*$/.test(id)) return undefined;
  const numbers = id.split('.').map((part) => (part === '' ? 0 : parseInt(part, 36)));
  if (numbers.length !== allLanes.length + 3 || !numbers.every(Number.isSafeInteger)) return undefined;
  const [storedAtMs = 0, seq = 0, passed = 0, ...seqs] = numbers;
  return {
    position: allLanes.map((lane, index) => ({ ...lane, seq: seqs[index] ?? 0 })),
    partial: passed > 0 ? { seq, passed } : undefined,
    storedAtMs,
  };
}
