import type { Database } from '@rapport/database';
import type { EventBus } from '@rapport/event-bus';
import { checkTopicRecords } from './topic-records.js';

/** Keeps what is written to topics while a spec runs, so that it is held to the contracts whatever the spec is about. */
export class TopicWatch {
  private readonly written = new Map<string, (string | null)[]>();

  /** To be called before the bus starts. */
  constructor(bus: EventBus, database: Database, topics: readonly string[]) {
    for (const topic of topics) {
      const values: (string | null)[] = [];
      this.written.set(topic, values);
      bus.subscribe({
        group: 'rapport.test.watch',
        topic,
        database,
        handle: async (records) => void values.push(...records.map(({ value }) => value)),
      });
    }
  }

  /** Values of the topic as they were written, so far. */
  of(topic: string): readonly (string | null)[] {
    return this.written.get(topic) ?? [];
  }

  /** @throws Error that names the first record that breaks the contract of its topic */
  check(): void {
    for (const [topic, values] of this.written) checkTopicRecords(topic, values);
  }
}
