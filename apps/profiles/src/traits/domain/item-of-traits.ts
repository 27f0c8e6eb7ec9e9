import type { JsonObject } from '@rapport/contracts';
import type { Identifier } from '@rapport/kernel';
import type { TraitsToSet } from './read-traits-body.js';

/** Who says it, as the API shows it. */
export interface Speaker {
  kind: string;
  id: string | null;
}

/**
 * An identify call that says it, as an SDK would send it. The person did nothing, so that nobody was seen (`active: false`);
 * who said it stands in the context.
 */
export function itemOfTraits(
  identifier: Identifier,
  { set, unset }: TraitsToSet,
  actor: Speaker,
): JsonObject {
  const context: JsonObject = { active: false, actor: { kind: actor.kind, id: actor.id } };
  // Not by assignment: a trait may be called __proto__, which is for the door to refuse.
  const traits = Object.fromEntries([...Object.entries(set), ...unset.map((name) => [name, null] as const)]);
  const call = { type: 'identify', traits, context };
  const { type, value } = identifier;
  if (type === 'user_id') return { ...call, userId: value };
  if (type === 'anonymous_id') return { ...call, anonymousId: value };
  const externalIds = [{ id: value, type, collection: 'users', encoding: 'none' }];
  return { ...call, context: { ...context, externalIds } };
}
