import { type AcceptedEvent, type EventOccurrence, eventTypes } from '@rapport/contracts';
import type { FieldFault } from '@rapport/kernel';
import { evaluate } from '../evaluate-condition.js';
import { readCondition } from '../read-condition.js';
import type { JsonRecord } from '../reader.js';
import { emptyScope } from '../trace.js';

const maximumName = 256;

/** `{"kind":"event","event","type"?,"where"?}` (api.md 8.5). */
export function readEventOccurrence(
  input: JsonRecord,
  field: string,
  faults: FieldFault[],
): EventOccurrence | undefined {
  const before = faults.length;
  const fault = (name: string, rule: string, message: string): void =>
    void faults.push({ field: `${field}.${name}`, rule, message });
  for (const name of Object.keys(input)) {
    if (!['kind', 'event', 'type', 'where'].includes(name)) fault(name, 'unknown_field', 'is not known here');
  }
  const type = eventTypes.find((one) => one === (input.type ?? 'track'));
  if (!type) fault('type', 'value_not_allowed', `must be one of ${eventTypes.join(', ')}`);
  const { event } = input;
  const isNamed = type === 'track' || type === 'page' || type === 'screen';
  if (event === undefined) {
    if (type === 'track') fault('event', 'missing_field', 'is required');
  } else if (typeof event !== 'string' || event === '') {
    fault('event', 'value_type', 'must be the name of an event');
  } else if (event.length > maximumName) {
    fault('event', 'too_long', `must have at most ${maximumName} characters`);
  } else if (type && !isNamed) {
    fault('event', 'value_not_allowed', `events of type ${type} have no name`);
  }
  const where =
    input.where === undefined ? undefined : readCondition(input.where, 'where', `${field}.where`, faults);
  if (faults.length > before) return undefined;
  return {
    kind: 'event',
    ...(typeof event === 'string' && { event }),
    ...(input.type !== undefined && { type }),
    ...(where && { where }),
  };
}

/** Whether this event is the one that is waited for. */
export function eventOccurs(
  occurrence: EventOccurrence,
  event: AcceptedEvent,
  at: { now: number; workspaceTimeZone: string },
): boolean {
  if (event.type !== (occurrence.type ?? 'track')) return false;
  if (occurrence.event !== undefined && event.name !== occurrence.event) return false;
  if (!occurrence.where) return true;
  const facts = {
    properties: event.properties ?? {},
    context: event.context,
    traits: event.traits ?? {},
  };
  const scope = { ...emptyScope(at.now, at.workspaceTimeZone), event: facts };
  return evaluate(occurrence.where, scope).result;
}
