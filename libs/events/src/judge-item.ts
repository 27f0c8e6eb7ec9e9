import type { AcceptedEvent, EventFlag, EventType, JsonObject, PlanCheck } from '@rapport/contracts';
import { toIso } from '@rapport/kernel';
import { checkItem } from './check-item.js';
import { choosePartitionKey } from './choose-partition-key.js';
import { correctTime } from './correct-time.js';
import type { CorrectedTime } from './correct-time.js';
import { asObject, normaliseEvent } from './normalise-event.js';
import type { BatchDefaults, EventContent } from './normalise-event.js';
import { readMessageId } from './read-message-id.js';
import { rejection } from './rejection.js';
import type { Rejection } from './rejection.js';
import { payloadShaOf, sealEvent, withAddress } from './seal-event.js';

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
  /** The source is said to be a server's, and nothing speaks against it. */
  serverSide?: boolean;
  /** Types of identifiers that the source lets match; null or left out: all. */
  matchOn?: readonly string[] | null;
  /** Position of the first item in its batch, when it is judged apart from what stood before it; 0 when left out. */
  firstIndex?: number;
  /** `backfill`: history, which changes profiles and starts no journey; live when left out. */
  mode?: AcceptedEvent['mode'];
  /** An email alone says who it is: of lists that never saw a user id. SDKs always send an id of their own. */
  emailIdentifies?: boolean;
  /** `context.externalIds` alone says who it is: somebody chose a person by an identifier of whatever type. */
  externalIdIdentifies?: boolean;
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
      /** Where a transform made several events of one item: the records of the second and later ones. */
      further?: { key: string; value: string }[];
    }
  | { accepted: false; messageId: string | null; rejection: Rejection };

/** An event that the door takes, not yet written as a record: what the pipeline of a source works on. */
export interface JudgedEvent {
  messageId: string;
  content: EventContent;
  time: CorrectedTime;
  flags: EventFlag[];
  /** The sender's address, still to be written into `context.ip`; null when there is nothing to write. */
  ip: string | null;
  /** Of the item as sent; absent as long as the content is what was sent. */
  payloadSha?: string;
  /** `_metadata` of the item, which changes from one try to the next. */
  sdkMetadata?: JsonObject;
  /** How it fared with its source's tracking plan, where there is something to say. */
  plan?: PlanCheck;
}

export type Reading =
  | { accepted: true; event: JudgedEvent }
  | { accepted: false; messageId: string | null; rejection: Rejection };

/** Decides about one item alone: nothing about it depends on its neighbours, so none can harm another. */
export function judgeItem(
  item: SubmittedItem,
  index: number,
  given: Circumstances,
  newId: () => string,
): Judgement {
  const reading = readItem(item, given, newId);
  return reading.accepted ? sealJudged(reading.event, index, given, newId) : reading;
}

/** The first half of `judgeItem`: whether the door takes the item, and what it says. */
export function readItem(item: SubmittedItem, given: Circumstances, newId: () => string): Reading {
  const { value } = item;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { accepted: false, messageId: null, rejection: rejection('bad_type', [], 'must be an object') };
  }
  const fields = value as Record<string, unknown>;
  const sentId = readMessageId(fields.messageId);
  const refused = (rejected: Rejection): Reading => ({
    accepted: false,
    messageId: sentId.ok ? sentId.value : null,
    rejection: rejected,
  });
  if (given.refusal) return refused(given.refusal);
  const checked = checkItem(item.text, value, item.clean);
  if (checked.rejection) return refused(checked.rejection);
  if (!sentId.ok) return refused(sentId.error);
  const event = normaliseEvent(fields, given.batch, given);
  if (!event.ok) return refused(event.error);

  const { content } = event.value;
  const time = correctTime(fields, given.batch.sentAt, given.receivedAtMs);
  const flags = [...event.value.flags, ...time.flags];
  if (checked.rounded) flags.push('number_precision');
  if (given.mode === 'backfill') flags.push('historical');
  const messageId = sentId.value ?? newId();
  const wantsAddress = given.clientSide || content.context.direct === true;
  const sdkMetadata = asObject(fields._metadata);
  return {
    accepted: true,
    event: {
      ...{ messageId, content, time, flags, ip: wantsAddress ? given.address : null },
      ...(sdkMetadata && { sdkMetadata }),
    },
  };
}

/** The second half: the record of the event as it stands. */
export function sealJudged(
  event: JudgedEvent,
  index: number,
  given: Circumstances,
  newId: () => string,
): Judgement & { accepted: true } {
  const { messageId, content, time, flags, ip, payloadSha, sdkMetadata, plan } = event;
  const sealed = sealEvent(content, time, {
    id: newId(),
    workspaceId: given.workspaceId,
    sourceId: given.sourceId,
    messageId,
    index: (given.firstIndex ?? 0) + index,
    receivedAt: toIso(given.receivedAtMs),
    mode: given.mode ?? 'live',
    flags,
    ip,
    ...(payloadSha !== undefined && { payloadSha }),
    ...(sdkMetadata && { sdkMetadata }),
    ...(plan && { plan }),
    ...(given.matchOn && { matchOn: given.matchOn }),
    ...(given.serverSide && { serverSide: true }),
  });
  const key = choosePartitionKey(given.workspaceId, content.userId, content.anonymousId, messageId);
  return { accepted: true, messageId, key, flags, ...sealed };
}

/**
 * As the pipeline of a source shall see it: the sum of what was sent is kept, and the sender's address stands where a
 * reader would find it, so that a pipeline can take it out.
 */
export function openForPipeline({ ip, ...event }: JudgedEvent): JudgedEvent {
  const { content, time } = event;
  const context = withAddress(content.context, ip);
  return { ...event, content: { ...content, context }, ip: null, payloadSha: payloadShaOf(content, time) };
}
