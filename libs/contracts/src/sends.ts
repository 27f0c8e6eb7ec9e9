import type { JsonObject } from './json.js';
import type { Channel, MessageClass, TemplateContent } from './templates.js';

export type SendOrigin =
  | { kind: 'journey'; journeyId: string; version: number; runId: string; stepKey: string; visit: number }
  | { kind: 'api'; requestId: string };

/**
 * One record of `rapport.sends.v1`: the decision to send one thing to one person. Its consumer only fills the ledger;
 * `messageId` derives from the natural key, so a repeat has no second effect.
 */
export interface SendDecided {
  v: 1;
  /** uuid of the message in the ledger (`msg_…`), uuid v5 of the natural key. */
  msgId: string;
  workspaceId: string;
  /** null for a bare address. */
  profileId: string | null;
  /** Identifier `type:value` by which the API's caller named the person: where the message belongs after an unmerge. */
  anchor?: string;
  /** Given by the API caller; null = the person's own address at the hand-over. */
  address: string | null;
  channel: Channel;
  messageClass: MessageClass;
  /** Exactly one of template and inline content. */
  template: { id: string; version: number | null } | null;
  content: TemplateContent | null;
  locale: string | null;
  origin: SendOrigin;
  /** Frozen roots of the rendering context: `event`, `data`, `journey`, `steps` (api.md 11.3). */
  context: JsonObject;
  metadata: Record<string, string>;
  /** What the journey does when this message cannot be sent. */
  onNotSent: 'continue' | 'exit';
  decidedAt: string;
  expiresAt: string;
}
