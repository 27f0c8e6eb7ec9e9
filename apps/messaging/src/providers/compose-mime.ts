import { publicId } from '@rapport/kernel';
import type { SendMailOptions } from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer';

/** What a MIME message is made of; the same for a rendering and for what was stored of it. */
export interface MimeParts {
  msgId: string;
  from: { name: string | null; address: string };
  recipient: string;
  replyTo: string | null;
  subject: string;
  headers: Record<string, string>;
  html: string;
  text: string;
  composedAt: Date;
}

/**
 * The message for nodemailer. Everything that it would otherwise draw (Message-ID, Date, boundary) follows from the message,
 * so that a repeat is the same bytes. Addresses are objects: a text with a comma would become several recipients.
 */
export function mailOptions(parts: MimeParts): SendMailOptions {
  const id = publicId('msg', parts.msgId);
  const { name, address } = parts.from;
  return {
    messageId: messageIdOf(parts),
    date: parts.composedAt,
    baseBoundary: id,
    envelope: { from: address, to: [parts.recipient] },
    from: { name: name ?? '', address },
    to: { name: '', address: parts.recipient },
    ...(parts.replyTo !== null && { replyTo: { name: '', address: parts.replyTo } }),
    subject: parts.subject,
    headers: parts.headers,
    html: parts.html,
    text: parts.text,
    xMailer: false,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** `<msg_…@domain of the sender>`: the same for every attempt (reliability.md 4.6). */
export function messageIdOf({ msgId, from }: Pick<MimeParts, 'msgId' | 'from'>): string {
  return `<${publicId('msg', msgId)}@${from.address.slice(from.address.lastIndexOf('@') + 1)}>`;
}

/** The bytes that an SMTP server would get. */
export async function composeMime(parts: MimeParts): Promise<Buffer> {
  return new MailComposer(mailOptions(parts)).compile().build();
}
