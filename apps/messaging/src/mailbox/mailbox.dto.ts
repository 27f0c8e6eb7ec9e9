import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { channels } from '@rapport/contracts';
import { ChoicesParameter, InstantParameter, PageQuery, TextParameter, TextsParameter } from '@rapport/http';
import { publicId, toIso } from '@rapport/kernel';
import type { StoredContent } from '../delivery/contents.repository.js';
import { messageIdOf } from '../providers/compose-mime.js';
import { linksOfHtml } from './links-of-html.js';
import type { MailboxItem } from './mailbox.repository.js';

export class MailboxQuery extends PageQuery {
  @ApiPropertyOptional({ type: [String] }) @TextsParameter() recipient?: string[];
  @ApiPropertyOptional({ type: String, description: 'Part of the subject.' })
  @TextParameter()
  subject?: string;
  @ApiPropertyOptional({ enum: channels, isArray: true }) @ChoicesParameter(channels) channel?: string[];
  @ApiPropertyOptional({ type: [String] }) @TextsParameter() msgId?: string[];
  @ApiPropertyOptional({ type: String, format: 'date-time' }) @InstantParameter() from?: string;
  @ApiPropertyOptional({ type: String, format: 'date-time' }) @InstantParameter() to?: string;
}

export class MailboxItemView {
  @ApiProperty({ type: String }) id: string;
  @ApiProperty({ type: String }) msgId: string;
  @ApiProperty({ type: String }) channel: string;
  @ApiProperty({ type: Object }) from: { name: string | null; address: string };
  @ApiProperty({ type: String }) recipient: string;
  @ApiProperty({ type: String }) subject: string;
  @ApiProperty({ type: String }) snippet: string;
  @ApiProperty({ type: 'integer', description: 'Bytes of its HTML and text.' }) sizeBytes: number;
  @ApiProperty({ type: String, format: 'date-time' }) receivedAt: string;
}

export class MailboxDetailView extends MailboxItemView {
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } }) headers: Record<string, string>;
  @ApiProperty({ type: String }) html: string;
  @ApiProperty({ type: String }) text: string;
  @ApiProperty({ type: String, nullable: true }) body: null;
  @ApiProperty({ type: [Object] }) links: { text: string; url: string }[];
  @ApiProperty({ type: [Object] }) attachments: never[];
}

export function itemViewOf(item: MailboxItem): MailboxItemView {
  return {
    id: publicId('mbx', item.msgId),
    msgId: publicId('msg', item.msgId),
    channel: item.channel,
    from: { name: item.fromName, address: item.fromAddress },
    recipient: item.recipient,
    subject: item.subject,
    snippet: item.snippet,
    sizeBytes: item.sizeBytes,
    receivedAt: toIso(item.receivedAt.getTime()),
  };
}

export function detailViewOf(item: MailboxItem, content: StoredContent): MailboxDetailView {
  const from = { name: content.fromName, address: content.fromAddress };
  const sender = from.name === null ? from.address : `${from.name} <${from.address}>`;
  return {
    ...itemViewOf(item),
    headers: {
      From: sender,
      To: content.recipient,
      ...(content.replyTo !== null && { 'Reply-To': content.replyTo }),
      Subject: content.subject,
      Date: content.composedAt.toUTCString(),
      'Message-ID': messageIdOf({ msgId: content.msgId, from }),
      ...content.headers,
    },
    html: content.html,
    text: content.text,
    body: null,
    links: linksOfHtml(content.html),
    attachments: [],
  };
}
