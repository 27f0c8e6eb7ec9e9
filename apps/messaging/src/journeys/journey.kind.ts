import { Inject, Injectable } from '@nestjs/common';
import type { JourneyDraft, MessageStep, Problem } from '@rapport/contracts';
import { CLOCK, type Clock, ProblemError, toIso } from '@rapport/kernel';
import type { PublishEffect, UsedBy, VersionedKind, VersionedObject } from '@rapport/versioned';
import type { EntityManager } from 'typeorm';
import { PersonRelationsRepository } from '../relations/person-relations.repository.js';
import { checkJourney, type TemplateFacts } from './domain/check-journey.js';
import { relationsWantedBy } from './domain/journey-relations.js';
import type { TemplateTarget } from './domain/journey-version.js';
import { parseJourney } from './domain/parse-journey.js';
import { JourneyCatalogue } from './journey-catalogue.js';
import { JourneyVersionsRepository } from './journey-versions.repository.js';
import { factsKey, TemplateFactsReader } from './template-facts.js';

/** Journeys among the objects with versions (api.md 10.1). Attribute: `startedAt`, the first publish. */
@Injectable()
export class JourneyKind implements VersionedKind<JourneyDraft> {
  readonly kind = 'journey';
  readonly idPrefix = 'jrn';
  readonly path = 'journeys';
  readonly statuses = ['draft', 'live', 'paused', 'archived'] as const;

  constructor(
    private readonly templates: TemplateFactsReader,
    private readonly versions: JourneyVersionsRepository,
    private readonly catalogue: JourneyCatalogue,
    private readonly relations: PersonRelationsRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async parseDraft(input: unknown, field: string): Promise<JourneyDraft> {
    const parsed = parseJourney(input, field);
    if (parsed.ok) return parsed.value;
    throw new ProblemError('invalid_journey', { errors: parsed.error });
  }

  async check(
    draft: JourneyDraft,
    { workspaceId }: VersionedObject<JourneyDraft>,
    tx: EntityManager,
  ): Promise<Problem[]> {
    const facts = await this.templates.read(workspaceId, draft, tx);
    const { objectTypes } = relationsWantedBy(draft);
    const unseen = await this.relations.unseenTypes(workspaceId, objectTypes, tx);
    const factsOf = ({ templateId, templateVersion }: MessageStep): TemplateFacts | undefined =>
      facts.get(factsKey(templateId, templateVersion));
    return checkJourney(draft, factsOf, unseen);
  }

  /** The first publish makes it live; publishing a paused one leaves it paused. */
  async onPublish(
    object: VersionedObject<JourneyDraft>,
    draft: JourneyDraft,
    tx: EntityManager,
  ): Promise<PublishEffect> {
    const { workspaceId, id: journeyId, name, status, attributes } = object;
    const version = object.publishedVersion ?? 1;
    const templates = await this.targetsOf(workspaceId, draft, tx);
    await this.versions.insert({ workspaceId, journeyId, version }, { name, templates }, tx);
    await this.announce(object, tx);
    return {
      status: status === 'draft' ? 'live' : status,
      attributes: { ...attributes, startedAt: attributes.startedAt ?? toIso(this.clock.now()) },
    };
  }

  /** What changed of it acts everywhere once the transaction has committed. */
  async announce(object: VersionedObject<JourneyDraft>, tx: EntityManager): Promise<void> {
    if (object.publishedVersion === null) return;
    await this.catalogue.announce(object.workspaceId, object.id, tx);
  }

  async usedBy(): Promise<UsedBy[]> {
    return [];
  }

  /** What the names in this version stand for: keys never change and the class of a published template is fixed. */
  private async targetsOf(
    workspaceId: string,
    draft: JourneyDraft,
    tx: EntityManager,
  ): Promise<Record<string, TemplateTarget>> {
    const facts = await this.templates.read(workspaceId, draft, tx);
    const targets: Record<string, TemplateTarget> = {};
    for (const step of draft.steps) {
      if (step.kind !== 'message') continue;
      const found = facts.get(factsKey(step.templateId, step.templateVersion));
      if (found) targets[step.templateId] = { id: found.id, messageClass: found.messageClass };
    }
    return targets;
  }
}
