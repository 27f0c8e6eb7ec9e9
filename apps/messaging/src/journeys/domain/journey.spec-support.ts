import { noRelations } from '@rapport/conditions';
import type { JourneyDraft, JourneyStep } from '@rapport/contracts';
import { relationsWantedBy } from './journey-relations.js';
import { type JourneyVersion, stepsByKey } from './journey-version.js';
import type { RunPerson } from './run.js';

export const noon = Date.parse('2026-03-27T12:00:00Z');

export function aJourney(draft: Partial<JourneyDraft> & { steps: JourneyStep[] }): JourneyVersion {
  const definition: JourneyDraft = {
    trigger: { kind: 'event', event: 'Signed Up' },
    start: draft.steps[0]?.key,
    ...draft,
  };
  const templates = draft.steps.flatMap((step) => (step.kind === 'message' ? [step.templateId] : []));
  return {
    workspaceId: '00000000-0000-7000-8000-000000000001',
    journeyId: '00000000-0000-7000-8000-00000000000a',
    version: 1,
    key: 'welcome',
    name: 'Welcome',
    definition,
    templates: new Map(
      templates.map((name) => [
        name,
        { id: '00000000-0000-7000-8000-00000000000b', messageClass: 'marketing' as const },
      ]),
    ),
    steps: stepsByKey(definition),
    relations: relationsWantedBy(definition),
  };
}

export function aPerson(given: Partial<RunPerson> = {}): RunPerson {
  return {
    profileId: '00000000-0000-7000-8000-00000000000c',
    timeZone: 'Europe/Berlin',
    traits: {},
    createdAt: '2026-01-01T00:00:00.000Z',
    firstSeenAt: '2026-01-01T00:00:00.000Z',
    lastSeenAt: '2026-01-01T00:00:00.000Z',
    relations: noRelations,
    ...given,
  };
}
