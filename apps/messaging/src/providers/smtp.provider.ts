import { createTransport, type Transporter } from 'nodemailer';
import type { SendOutcome } from '../delivery/domain/outcome.js';
import type { ReadyMessage } from '../delivery/ready-message.js';
import { isEmailAddress } from '../render/domain/email-address.js';
import { mailOptions } from './compose-mime.js';
import type { OutsideProvider, ProviderDescription } from './provider.js';
import { outcomeOfFailure, type SmtpFailure } from './smtp-replies.js';

const notAnAddress: SendOutcome = { outcome: 'refused', scope: 'recipient', providerCode: 'invalid_address' };
const connections = 16;
/** Together well below the lease of a hand-over. */
const timeoutsMs = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 60_000 };

/**
 * Sends through one SMTP server, over kept connections. Repeats nothing by itself: retries belong to the ledger
 * (messaging.md 2.1).
 */
export class SmtpProvider implements OutsideProvider {
  readonly effect = 'outside';
  private readonly transport: Transporter;

  /** @param url `smtp://user:password@host:587` (STARTTLS where offered) or `smtps://…` (TLS from the first byte) */
  constructor(url: string) {
    const { protocol, hostname, port, username, password } = new URL(url);
    const secure = protocol === 'smtps:';
    this.transport = createTransport({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? (secure ? 465 : 587) : Number(port),
      secure,
      ...(username !== '' && {
        auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
      }),
      pool: true,
      maxConnections: connections,
      maxRequeues: 0,
      ...timeoutsMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  describe(): ProviderDescription {
    return { kind: 'smtp', label: 'SMTP', channels: ['email'], batchSize: 48 };
  }

  send(batch: readonly ReadyMessage[]): Promise<SendOutcome[]> {
    return Promise.all(batch.map((ready) => this.sendOne(ready)));
  }

  async close(): Promise<void> {
    this.transport.close();
  }

  private async sendOne({ message, recipient, email, composedAt }: ReadyMessage): Promise<SendOutcome> {
    // nodemailer would make two recipients of `a@b.test,c@d.test`, also as an item of a list.
    if (!isEmailAddress(recipient) || !isEmailAddress(email.from.address)) return notAnAddress;
    try {
      const parts = { ...email, msgId: message.msgId, recipient, composedAt };
      const { messageId } = await this.transport.sendMail(mailOptions(parts));
      return {
        outcome: 'accepted',
        providerMessageId: messageId ?? null,
        isDelivered: false,
        providerCode: null,
      };
    } catch (error) {
      return outcomeOfFailure(error as SmtpFailure);
    }
  }
}
