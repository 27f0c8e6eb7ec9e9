import type { Condition, EventType, JourneyDraft } from '@rapport/contracts';
import { dependenciesOf } from '@rapport/conditions';
import { definitionOf } from '../../journeys/domain/steps/steps.js';
import { type ContentReads, type FieldRead, keysOf } from './content-reads.js';

/** What a journey reads: its trigger, who may enter, and every step. */
export function journeyReads(draft: JourneyDraft): ContentReads {
  const { trigger, entry } = draft;
  return {
    reads: [
      ...triggerReads(draft),
      ...(entry?.filter ? conditionReads('entry.filter', entry.filter) : []),
      ...(entry?.reentry?.key === undefined ? [] : contextReads('entry.reentry.key', entry.reentry.key)),
      ...draft.steps.flatMap((step, index) => {
        const definition = definitionOf(step);
        return [
          ...definition
            .conditions(step)
            .flatMap(({ field, condition }) => conditionReads(`steps[${index}].${field}`, condition)),
          ...definition
            .references(step)
            .flatMap(({ field, path }) => contextReads(`steps[${index}].${field}`, path)),
        ];
      }),
    ],
    trigger:
      trigger?.kind === 'event' ? { type: trigger.type ?? 'track', name: trigger.event ?? null } : null,
    templates: draft.steps.flatMap((step) => (step.kind === 'message' ? [step.templateId] : [])),
  };
}

function triggerReads({ trigger }: JourneyDraft): FieldRead[] {
  if (!trigger) return [];
  if (trigger.kind === 'trait_changed') {
    return [{ place: 'trigger.trait', root: 'traits', keys: keysOf(trigger.trait) }];
  }
  const place = 'trigger.where';
  const paths = trigger.where ? [...dependenciesOf(trigger.where).eventPaths].map(keysOf) : [];
  const root = rootOfTraits[trigger.type ?? 'track'];
  const traits = paths.filter(([part]) => part === 'traits');
  return [
    ...paths.map((keys): FieldRead => ({ place, root: 'event', keys })),
    ...(root ? traits.map((keys): FieldRead => ({ place, root, keys: keys.slice(1) })) : []),
  ];
}

/** Whose the traits of an event become. */
const rootOfTraits: Partial<Record<EventType, FieldRead['root']>> = {
  identify: 'traits',
  group: 'group_traits',
};

function conditionReads(place: string, condition: Condition): FieldRead[] {
  const { traits, groupTraits, objects, contextPaths } = dependenciesOf(condition);
  return [
    ...[...traits].map((trait): FieldRead => ({ place, root: 'traits', keys: [trait] })),
    ...[...groupTraits].map((trait): FieldRead => ({ place, root: 'group_traits', keys: [trait] })),
    ...[...objects].flatMap(([type, paths]) => objectReads(place, type, [...paths])),
    ...[...contextPaths].flatMap((path) => contextReads(place, path)),
  ];
}

/** Who only counts objects misses the type, but no attribute: what he looks at is that they have a key. */
function objectReads(place: string, type: string, paths: readonly string[]): FieldRead[] {
  const keys = paths.length > 0 ? paths.map(keysOf) : [['key']];
  return keys.map((path) => ({ place, root: 'objects', keys: [type, ...path] }));
}

/** Of the run's context only the event comes from outside. */
function contextReads(place: string, path: string): FieldRead[] {
  const [root, ...keys] = keysOf(path);
  return root === 'event' ? [{ place, root, keys }] : [];
}
