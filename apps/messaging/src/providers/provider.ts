import type { Channel } from '@rapport/contracts';
import type { EntityManager } from 'typeorm';
import type { SendOutcome } from '../delivery/domain/outcome.js';
import type { ReadyMessage } from '../delivery/ready-message.js';

/** What a provider says of itself; delivery decides by it, never by a provider's name. */
export interface ProviderDescription {
  /** Stable; stands in the ledger. */
  kind: string;
  label: string;
  channels: readonly Channel[];
  /** Messages per hand-over: what can be written at once, since a crash turns that page into `unknown`. */
  batchSize: number;
}

/**
 * A way to send. `outside`: the effect is somewhere else, so hand-over and outcome are transactions of their own, and a crash
 * between them leaves `unknown`. `database`: the effect is a row in this database and commits with the hand-over.
 */
export type Provider = OutsideProvider | DatabaseProvider;

export interface OutsideProvider {
  readonly effect: 'outside';
  describe(): ProviderDescription;
  /** One outcome per message, in their order. Never throws: what it cannot tell is `unknown`. */
  send(batch: readonly ReadyMessage[]): Promise<SendOutcome[]>;
  close(): Promise<void>;
}

export interface DatabaseProvider {
  readonly effect: 'database';
  describe(): ProviderDescription;
  /** Under which this provider will know the message. */
  messageIdOf(ready: ReadyMessage): string;
  /** Keeps the messages, in the transaction of their hand-over. */
  capture(batch: readonly ReadyMessage[], tx: EntityManager, now: number): Promise<void>;
}

/** Injection token of the instance's email provider: SMTP when `SMTP_URL` is set, else the captured mailbox. */
export const EMAIL_PROVIDER = Symbol('EMAIL_PROVIDER');
