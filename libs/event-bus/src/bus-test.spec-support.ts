import type { DeadLetter } from '@rapport/contracts';
import type { Database } from '@rapport/database';
import type { EntityManager } from 'typeorm';
import { effectsOf, eventually, saveEffects } from './effects.spec-support.js';
import type { BusRecord, EventBus, OutgoingMessage, Subscription } from './event-bus.js';

export interface OpenOptions {
  topic: string;
  handlerLimitMs?: number;
}

/** One store, and as many processes on it as a test wants. */
export interface BusWorld {
  /** Effects are written here. */
  database: Database;
  deadLetterTopic: string;
  /** A bus of another process on the same store; stopped with the world at the latest. */
  open(options: OpenOptions): Promise<EventBus>;
  /** Writes a record without value, as another producer might. */
  tombstone(topic: string, key: string): Promise<void>;
  /** A bus whose connections lose answers. */
  openFaulty?(options: OpenOptions): Promise<FaultyBus>;
  /** Breaks the connection of the transaction that runs under this backend's process id. */
  breakConnection(backend: number): Promise<void>;
  close(): Promise<void>;
}

export interface FaultyBus {
  bus: EventBus;
  /** Effects of its consumers go through the connection that loses answers. */
  database: Database;
  /** The next `append` is written, but nobody hears of it. */
  loseNextAnswer(): void;
  /** The next COMMIT on `database` counts, but nobody hears of it. */
  loseNextCommit(): void;
  lost(): number;
}

export const workspace = '00000000-0000-7000-8000-000000000001';
let counter = 0;
export const unique = (what: string): string =>
  `${what}-${process.pid}-${Date.now().toString(36)}-${++counter}`;

/** What the tests of the contract share: a world, and a topic and a group of each test's own. */
export class BusTest {
  world: BusWorld;
  topic: string;
  group: string;
  private opened: EventBus[] = [];

  begin(): void {
    this.topic = unique('rapport.test');
    this.group = unique('rapport.test');
  }

  async end(): Promise<void> {
    await Promise.all(this.opened.map((bus) => bus.stop()));
    this.opened = [];
  }

  async open(options: Partial<OpenOptions> = {}): Promise<EventBus> {
    const bus = await this.world.open({ topic: this.topic, ...options });
    this.opened.push(bus);
    return bus;
  }

  async openFaulty(): Promise<FaultyBus> {
    if (!this.world.openFaulty) throw new Error('this world has no connection that could lose an answer');
    const faulty = await this.world.openFaulty({ topic: this.topic });
    this.opened.push(faulty.bus);
    return faulty;
  }

  subscription(given: Partial<Subscription> = {}): Subscription {
    const group = given.group ?? this.group;
    const { topic, world } = this;
    const handle: Subscription['handle'] = (records, tx) => saveEffects(tx, group, records);
    return { group, topic, database: world.database, handle, ...given };
  }

  /** A running bus with one consumer. */
  async consuming(given: Partial<Subscription> = {}, options: Partial<OpenOptions> = {}): Promise<EventBus> {
    const bus = await this.open(options);
    bus.subscribe(this.subscription(given));
    await bus.start();
    return bus;
  }

  message(key: string, value: string): OutgoingMessage {
    return { topic: this.topic, key, value, headers: { workspace } };
  }

  save(records: readonly BusRecord[], tx: EntityManager): Promise<void> {
    return saveEffects(tx, this.group, records);
  }

  /** Values in the order in which their effects were committed. */
  done(key?: string, group = this.group): Promise<string[]> {
    return effectsOf(this.world.database, group, key);
  }

  /** The same, once there are at least `count`. */
  effects(count: number, group = this.group): Promise<string[]> {
    return eventually(
      () => this.done(undefined, group),
      (seen) => seen.length >= count,
    );
  }

  /** The dead letters of this test's group, read from their topic. */
  async deadLetters(count: number): Promise<DeadLetter[]> {
    const letters: DeadLetter[] = [];
    const reader = await this.open();
    reader.subscribe({
      group: unique('rapport.test.letters'),
      topic: this.world.deadLetterTopic,
      database: this.world.database,
      handle: async (records) => {
        for (const record of records) {
          const letter = JSON.parse(record.value ?? '') as DeadLetter;
          if (letter.consumerGroup === this.group) letters.push(letter);
        }
      },
    });
    await reader.start();
    return eventually(
      () => letters,
      (seen) => seen.length >= count,
    );
  }
}
