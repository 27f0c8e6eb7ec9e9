import type {
  Channel,
  JsonObject,
  MessageClass,
  MessageReason,
  MessageState,
  SendOrigin,
  TemplateContent,
} from '@rapport/contracts';

/** A claimed message: all that is needed to prepare it. Certainly not sent, unless it was attempted before. */
export interface ClaimedMessage {
  workspaceId: string;
  msgId: string;
  profileId: string | null;
  /** Given by the API's caller; null = the person's own at the hand-over. */
  requestedAddress: string | null;
  channel: Channel;
  messageClass: MessageClass;
  templateId: string | null;
  requestedVersion: number | null;
  content: TemplateContent | null;
  requestedLocale: string | null;
  origin: SendOrigin;
  context: JsonObject;
  attempts: number;
  /** Every later write names it: whoever claimed last is the only one that may write. */
  fence: number;
  maybeDuplicate: boolean;
  expiresAt: Date;
}

/** A step that a message is to take: `path` begins after `from`. */
export interface Move {
  workspaceId: string;
  msgId: string;
  fence: number;
  from: MessageState;
  path: MessageState[];
  reason: MessageReason | null;
  /** For people: which variable, what the provider answered. */
  detail: string | null;
  /** Epoch ms. */
  notBefore?: number | null;
  maybeDuplicate?: boolean;
  providerMessageId?: string | null;
  providerCode?: string | null;
}

/** A message as it stands after a move, with what its history and its activity need. */
export interface MovedMessage {
  workspaceId: string;
  msgId: string;
  profileId: string | null;
  channel: Channel;
  messageClass: MessageClass;
  origin: SendOrigin;
  attempts: number;
  /** Of the last state in its history. */
  sequence: number;
}

interface MessageId {
  workspaceId: string;
  msgId: string;
}

export const messageKey = ({ workspaceId, msgId }: MessageId): string => `${workspaceId}|${msgId}`;

/** The order in which rows of the ledger are taken, whoever takes several of them: nobody then waits in a circle. */
export function inLedgerOrder(a: MessageId, b: MessageId): number {
  const [one, two] = [messageKey(a), messageKey(b)];
  return one < two ? -1 : Number(one > two);
}

/** Smaller is claimed first. */
export const priorityOf: Readonly<Record<MessageClass, number>> = { transactional: 0, marketing: 10 };
