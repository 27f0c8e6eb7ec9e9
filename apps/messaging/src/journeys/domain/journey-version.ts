import type { JourneyDraft, JourneyStep, MessageClass } from '@rapport/contracts';
import type { RelationsWanted } from '../../relations/domain/relations-wanted.js';

/** What a message step's `templateId` (id or key, as the author wrote it) stood for when the version was published. */
export interface TemplateTarget {
  /** uuid */
  id: string;
  messageClass: MessageClass;
}

/** One published, immutable version: all that the engine knows of a journey. */
export interface JourneyVersion {
  workspaceId: string;
  journeyId: string;
  version: number;
  key: string;
  /** As it was called when this version was published. */
  name: string;
  definition: JourneyDraft;
  templates: ReadonlyMap<string, TemplateTarget>;
  steps: ReadonlyMap<string, JourneyStep>;
  /** What its conditions must know of a person's groups and objects. */
  relations: RelationsWanted;
}

export function stepsByKey(definition: JourneyDraft): Map<string, JourneyStep> {
  return new Map(definition.steps.map((step) => [step.key, step]));
}
