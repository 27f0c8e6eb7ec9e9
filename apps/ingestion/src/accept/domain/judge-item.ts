import type { EventFlag, EventType } from '@rapport/contracts';
import { toIso } from '@rapport/kernel';
import { checkItem } from './check-item.js';
import { choosePartitionKey } from './choose-partition-key.js';
import { correctTime } from './correct-time.js';
import { normaliseEvent } from './normalise-event.js';
import type { BatchDefaults } from './normalise-event.js';
import { readMessageId } from './read-message-id.js';
import { rejection } from './rejection.js';
import type { Rejection } from './rejection.js';
import { sealEvent } from './seal-event.js';

export interface SubmittedItem {
  /** As received. */
  text: string;
  value: unknown;
  /** The request's text was looked at as a whole: no `\\u` escape, no key twice, no number that loses digits. */
  clean: boolean;
}

/** What all items of one request share. */
export interface Circumstances {
  workspaceId: string;
  sourceId: string;
  receivedAtMs: number;
  batch: BatchDefaults & { sentAt?: unknown };
  /** Given where the path decides what kind of call it is. */
  typeOfPath?: EventType;
  /** The sender's address; null when unknown. */
  address: string | null;
  /** The sender is a person's device: its address belongs into `context.ip`. */
  clientSide: boolean;
  /** Turns every item away, whatever it says. */
  refusal?: Rejection;
}

export type Judgement =
  | {
      accepted: true;
      messageId: string;
      key: string;
      value: string;
      payloadSha: string;
      flags: EventFlag[];
    }
  | { accepted: false; messageId: string | null; rejection: Rejection };

/** Decides about one item alone: nothing about it depends on its neighbours, so none can harm another. */
export function judgeItem(
  item: SubmittedItem,
  index: number,
  given: Circumstances,
  newId: () => string,
): Judgement {
  const { value } = item;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { accepted: false, messageId: null, rejection: rejection('bad_type', [], 'must be an object') };
  }
  const fields = value as Record<string, unknown>;
  const sentId = readMessageId(fields.messageId);
  const refused = (rejected: Rejection): Judgement => ({
    accepted: false,
    messageId: sentId.ok ? sentId.value : null,
    rejection: rejected,
  });
  if (given.refusal) return refused(given.refusal);
  const checked = checkItem(item.text, value, item.clean);
  if (checked.rejection) return refused(checked.rejection);
  if (!sentId.ok) return refused(sentId.error);
  const event = normaliseEvent(fields, given.batch, given.typeOfPath);
  if (!event.ok) return refused(event.error);

  const { content } = event.value;
  const time = correctTime(fields, given.batch.sentAt, given.receivedAtMs);
  const flags = [...event.value.flags, ...time.flags];
  if (checked.rounded) flags.push('number_precision');
  const messageId = sentId.value ?? newId();
  const wantsAddress = given.clientSide || content.context.direct === true;
  const sealed = sealEvent(content, time, {
    id: newId(),
    workspaceId: given.workspaceId,
    sourceId: given.sourceId,
    messageId,
    index,
    receivedAt: toIso(given.receivedAtMs),
    flags,
    ip: wantsAddress ? given.address : null,
  });
  const key = choosePartitionKey(given.workspaceId, content.userId, content.anonymousId, messageId);
  return { accepted: true, messageId, key, flags, ...sealed };
}
