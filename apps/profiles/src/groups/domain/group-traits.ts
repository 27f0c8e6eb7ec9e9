import type { JsonObject } from '@rapport/contracts';
import { checkJson, err, type JsonFault, limits, ok, type Result } from '@rapport/kernel';

const contentLimits = {
  depth: limits.depth,
  keys: limits.keysPerEvent,
  keyLength: limits.keyLength,
  stringLength: limits.traitStringLength,
  arrayLength: limits.arrayLength,
};

/** What is to be set and what to be unset, as the traits of a group call say it: null takes a trait away. */
export function groupTraitsOf(set: JsonObject, unset: readonly string[]): Result<JsonObject, JsonFault> {
  const setFault = checkJson(set, contentLimits);
  if (setFault) return err({ ...setFault, path: ['set', ...setFault.path] });
  const gone = Object.fromEntries(unset.map((key) => [key, null]));
  const unsetFault = checkJson(gone, contentLimits);
  if (unsetFault) return err({ ...unsetFault, path: ['unset', unset.indexOf(String(unsetFault.path[0]))] });
  return ok({ ...set, ...gone });
}
