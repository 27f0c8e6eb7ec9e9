import { pause } from '@rapport/kernel';
import type { System } from '../harness/system.js';

/** Records of `topic` that `group` has committed so far: what is really in the log and handled. */
export async function handled(system: System, group: string, topic: string): Promise<number> {
  const [row] = await system.query<{ handled: string }>(
    'SELECT coalesce(sum(next_offset), 0) AS handled FROM bus.consumer_offsets WHERE consumer_group = $1 AND topic = $2',
    [group, topic],
  );
  return Number(row?.handled);
}

/** Waits until `group` has committed `count` records of `topic` in all. */
export async function untilHandled(
  system: System,
  group: string,
  topic: string,
  count: number,
): Promise<void> {
  while ((await handled(system, group, topic)) < count) await pause(20);
}

/** `rapport.profile-activity.v1` as messaging reads it, until it has read all that was published. */
export async function untilTold(system: System): Promise<void> {
  const topic = 'rapport.profile-activity.v1';
  const [row] = await system.query<{ published: string }>(
    'SELECT coalesce(sum(next_offset), 0) AS published FROM bus.partitions WHERE topic = $1',
    [topic],
  );
  await untilHandled(system, 'rapport.messaging.activity', topic, Number(row?.published));
}
