import { Injectable } from '@nestjs/common';
import { publicId } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { ReadyMessage } from '../delivery/ready-message.js';
import { MailboxRepository } from '../mailbox/mailbox.repository.js';
import type { DatabaseProvider, ProviderDescription } from './provider.js';

/** The default: keeps what would have gone out, and nothing leaves the machine. */
@Injectable()
export class MailboxProvider implements DatabaseProvider {
  readonly effect = 'database';

  constructor(private readonly mailbox: MailboxRepository) {}

  describe(): ProviderDescription {
    return { kind: 'mailbox', label: 'Captured mailbox', channels: ['email'], batchSize: 200 };
  }

  messageIdOf({ message }: ReadyMessage): string {
    return publicId('mbx', message.msgId);
  }

  async capture(batch: readonly ReadyMessage[], tx: EntityManager, now: number): Promise<void> {
    await this.mailbox.insert(tx, batch, now);
  }
}
