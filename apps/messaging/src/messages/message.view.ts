import { ApiProperty } from '@nestjs/swagger';
import {
  channels,
  messageClasses,
  messageStates,
  type Channel,
  type MessageClass,
  type MessageState,
  type SendOrigin,
} from '@rapport/contracts';
import { publicId, toIso } from '@rapport/kernel';
import { isFinal } from '../delivery/domain/message-transitions.js';

/** A row of the ledger as the API reads it. */
export interface LedgerRow {
  workspaceId: string;
  msgId: string;
  channel: Channel;
  messageClass: MessageClass;
  state: MessageState;
  reason: string | null;
  maybeDuplicate: boolean;
  profileId: string | null;
  address: string | null;
  templateId: string | null;
  templateVersion: number | null;
  locale: string | null;
  subject: string | null;
  origin: SendOrigin;
  provider: string | null;
  providerMessageId: string | null;
  providerCode: string | null;
  attempts: number;
  metadata: Record<string, string>;
  plannedAt: Date;
  notBefore: Date | null;
  handedOverAt: Date | null;
  acceptedAt: Date | null;
  deliveredAt: Date | null;
  endedAt: Date | null;
  expiresAt: Date;
}

const instant = { type: String, format: 'date-time', nullable: true } as const;

/** The message (api.md 12.2). */
export class MessageView {
  @ApiProperty({ type: String }) id: string;
  @ApiProperty({ enum: channels }) channel: Channel;
  @ApiProperty({ enum: messageClasses }) messageClass: MessageClass;
  @ApiProperty({ enum: messageStates }) state: MessageState;
  @ApiProperty({ type: String, nullable: true }) reason: string | null;
  @ApiProperty({ type: Boolean }) final: boolean;
  @ApiProperty({ type: Boolean }) maybeDuplicate: boolean;
  @ApiProperty({ type: Boolean }) test: boolean;
  @ApiProperty({ type: String, nullable: true }) profileId: string | null;
  @ApiProperty({ type: String, nullable: true }) address: string | null;
  @ApiProperty({ type: String, nullable: true }) templateId: string | null;
  @ApiProperty({ type: 'integer', nullable: true }) templateVersion: number | null;
  @ApiProperty({ type: String, nullable: true }) locale: string | null;
  @ApiProperty({ type: String, nullable: true }) subject: string | null;
  @ApiProperty({ type: Object }) origin: object;
  @ApiProperty({ type: Object, nullable: true }) provider: object | null;
  @ApiProperty({ type: 'integer' }) attempts: number;
  @ApiProperty({ type: Object }) engagement: object;
  @ApiProperty({ type: Object }) feedback: object;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } }) metadata: Record<string, string>;
  @ApiProperty({ type: String, format: 'date-time' }) plannedAt: string;
  @ApiProperty(instant) notBefore: string | null;
  @ApiProperty(instant) handedOverAt: string | null;
  @ApiProperty(instant) acceptedAt: string | null;
  @ApiProperty(instant) deliveredAt: string | null;
  @ApiProperty(instant) endedAt: string | null;
  @ApiProperty({ type: String, format: 'date-time' }) expiresAt: string;
}

/** No provider of this release reports opens, clicks or complaints: the axes are there and empty. */
const noEngagement = {
  openedAt: null,
  clickedAt: null,
  machineOpenedAt: null,
  machineClickedAt: null,
  opens: 0,
  clicks: 0,
};
const noFeedback = { complainedAt: null, unsubscribedAt: null };

export function messageViewOf(row: LedgerRow): MessageView {
  const waits = row.state === 'planned' || row.state === 'retry_wait' || row.state === 'unknown';
  return {
    id: publicId('msg', row.msgId),
    channel: row.channel,
    messageClass: row.messageClass,
    state: row.state,
    reason: row.reason,
    final: isFinal(row.state),
    maybeDuplicate: row.maybeDuplicate,
    test: false,
    profileId: row.profileId && publicId('prf', row.profileId),
    address: row.address,
    templateId: row.templateId && publicId('tpl', row.templateId),
    templateVersion: row.templateVersion,
    locale: row.locale,
    subject: row.subject,
    origin: originView(row.origin),
    provider:
      row.provider === null
        ? null
        : {
            accountId: null,
            kind: row.provider,
            providerMessageId: row.providerMessageId,
            providerCode: row.providerCode,
          },
    attempts: row.attempts,
    engagement: noEngagement,
    feedback: noFeedback,
    metadata: row.metadata,
    plannedAt: toIso(row.plannedAt.getTime()),
    notBefore: waits ? isoOf(row.notBefore) : null,
    handedOverAt: isoOf(row.handedOverAt),
    acceptedAt: isoOf(row.acceptedAt),
    deliveredAt: isoOf(row.deliveredAt),
    endedAt: isoOf(row.endedAt),
    expiresAt: toIso(row.expiresAt.getTime()),
  };
}

function originView(origin: SendOrigin): object {
  if (origin.kind === 'api') return { kind: 'api' };
  const { journeyId, version, runId, stepKey, visit } = origin;
  return {
    kind: 'journey',
    journeyId: publicId('jrn', journeyId),
    version,
    runId: publicId('run', runId),
    stepKey,
    visit,
  };
}

function isoOf(date: Date | null): string | null {
  return date && toIso(date.getTime());
}
