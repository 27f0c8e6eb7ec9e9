import type { Subscription } from '../event-bus.js';

/** Two handlers of one group and topic would share one offset, and each would see half of the records. */
export function refuseTwice(
  taken: readonly { subscription: Subscription }[],
  { group, topic }: Subscription,
): void {
  if (taken.some(({ subscription }) => subscription.group === group && subscription.topic === topic)) {
    throw new Error(`${group} has already subscribed to ${topic}`);
  }
}
