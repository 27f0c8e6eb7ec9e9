import { eventTypes } from '@rapport/contracts';
import type { EventFlag, EventType, JsonObject } from '@rapport/contracts';
import { checkJson, err, limits, ok, readExternalId } from '@rapport/kernel';
import type { JsonPath, Result } from '@rapport/kernel';
import { traitContent } from './check-item.js';
import { flagsOfIdentifiers } from './flag-identifiers.js';
import { rejection, rejectionOfJson } from './rejection.js';
import type { Rejection } from './rejection.js';

/** What an event says, whenever and wherever it was received: the same for every retry of it. */
export interface EventContent {
  type: EventType;
  userId: string | null;
  anonymousId: string | null;
  groupId: string | null;
  previousId: string | null;
  name: string | null;
  category: string | null;
  traits: JsonObject | null;
  properties: JsonObject | null;
  context: JsonObject;
  integrations: JsonObject | null;
}

export interface NormalisedEvent {
  content: EventContent;
  flags: EventFlag[];
}

/** What the batch says for all of its items; an item's own values win. */
export interface BatchDefaults {
  context?: unknown;
  integrations?: unknown;
}

type Item = Readonly<Record<string, unknown>>;

/**
 * Translates one item of the SDK wire into the words of our topic (ingest.md 2.1), once. `type` is given where the path
 * decides it. The item's content has been checked before; identifiers keep their spelling, blocked ones too.
 */
export function normaliseEvent(
  item: Item,
  batch: BatchDefaults,
  given: { typeOfPath?: EventType; emailIdentifies?: boolean; externalIdIdentifies?: boolean } = {},
): Result<NormalisedEvent, Rejection> {
  const type = given.typeOfPath ?? eventTypes.find((known) => known === item.type);
  if (!type) return err(rejection('bad_type', ['type'], `must be one of ${eventTypes.join(', ')}`));
  const read = new ItemReader(item);
  const userId = read.identifier('userId');
  const anonymousId = read.identifier('anonymousId');
  const content: EventContent = {
    type,
    userId,
    anonymousId,
    groupId: read.identifier('groupId'),
    // Swift leaves previousId out when the person was anonymous.
    previousId: read.identifier('previousId') ?? (type === 'alias' ? anonymousId : null),
    name: read.name(type === 'track' ? 'event' : 'name'),
    category: read.name('category'),
    traits: null,
    properties: null,
    context: contextOf(read, batch),
    integrations: integrationsOf(read, batch),
  };
  if (type === 'identify') content.traits = { ...asObject(content.context.traits), ...read.object('traits') };
  else if (type === 'group') content.traits = read.object('traits');
  else if (type !== 'alias') content.properties = read.object('properties');
  const required = missingField(content, isIdentified(content, given));
  if (required) read.refuse(required);
  const trait = content.traits && checkJson(content.traits, traitContent);
  if (trait) read.refuse(rejectionOfJson({ ...trait, path: ['traits', ...trait.path] }));
  if (read.fault) return err(read.fault);
  return ok({ content, flags: [...read.flags, ...flagsOfIdentifiers(content)] });
}

function isIdentified(
  content: EventContent,
  given: { emailIdentifies?: boolean; externalIdIdentifies?: boolean },
): boolean {
  if (content.userId !== null || content.anonymousId !== null) return true;
  if (given.emailIdentifies && hasEmail(content)) return true;
  const { externalIds } = content.context;
  return (
    given.externalIdIdentifies === true && Array.isArray(externalIds) && externalIds.some(readExternalId)
  );
}

function missingField(content: EventContent, identified: boolean): Rejection | undefined {
  const { type, userId, ...rest } = content;
  if (!identified) return rejection('no_identity', ['userId'], 'userId or anonymousId is required');
  const missing = (field: string): Rejection => rejection('bad_type', [field], `is required by ${type}`);
  if (type === 'track' && rest.name === null) return missing('event');
  if (type === 'group' && rest.groupId === null) return missing('groupId');
  if (type === 'alias' && userId === null) return missing('userId');
  if (type === 'alias' && rest.previousId === null) return missing('previousId');
  return undefined;
}

function hasEmail({ type, traits, context }: EventContent): boolean {
  const said = type === 'identify' ? traits : asObject(context.traits);
  return typeof said?.email === 'string' && said.email.trim() !== '';
}

function contextOf(read: ItemReader, batch: BatchDefaults): JsonObject {
  const context = { ...asObject(batch.context), ...read.object('context') };
  const channel = read.item.channel;
  if (typeof channel === 'string' && context.channel === undefined) context.channel = channel;
  return context;
}

function integrationsOf(read: ItemReader, batch: BatchDefaults): JsonObject | null {
  if (batch.integrations === undefined && read.item.integrations === undefined) return null;
  return { ...asObject(batch.integrations), ...read.object('integrations') };
}

export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

/** Reads fields by their rules; keeps the first fault and every flag. */
class ItemReader {
  fault: Rejection | undefined;
  readonly flags = new Set<EventFlag>();

  constructor(readonly item: Item) {}

  /** Text as sent but for spaces around it, a number as text; null, `''` and spaces count as missing. */
  identifier(field: string): string | null {
    return this.text(field, limits.identifierLength);
  }

  name(field: string): string | null {
    return this.text(field, limits.eventNameLength);
  }

  /** What is not an object is taken for `{}` and flagged. */
  object(field: string): JsonObject {
    const value = this.item[field];
    if (value === undefined || value === null) return {};
    const object = asObject(value);
    if (!object) this.flags.add('not_an_object');
    return object ?? {};
  }

  refuse(fault: Rejection): void {
    this.fault ??= fault;
  }

  private text(field: string, longest: number): string | null {
    const value = this.item[field];
    if (value === undefined || value === null) return null;
    if (typeof value !== 'string' && typeof value !== 'number') {
      return this.refused(['bad_type', [field], 'must be text or a number']);
    }
    const text = String(value).trim();
    if (text.length > longest) {
      return this.refused(['string_too_long', [field], `is longer than ${longest} characters`]);
    }
    return text === '' ? null : text;
  }

  private refused(fault: [Rejection['code'], JsonPath, string]): null {
    this.refuse(rejection(...fault));
    return null;
  }
}
