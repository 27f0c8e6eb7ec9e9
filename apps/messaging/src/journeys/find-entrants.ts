import { Injectable } from '@nestjs/common';
import { WorkspaceDirectory } from '@rapport/access';
import type { EntityManager } from 'typeorm';
import type { Recipient } from '../recipients/domain/recipient.js';
import { checkTrigger, type TriggerFact } from './domain/entry-checks.js';
import { findTriggered, type StartingFact } from './domain/find-triggered.js';
import type { RunPerson, RunPolicy } from './domain/run.js';
import type { PublishedJourney } from './domain/trigger-index.js';
import { type CatalogueView, JourneyCatalogue } from './journey-catalogue.js';
import type { Refusal } from './refusals.repository.js';
import { RunPeople } from './run-people.js';

/** A fact, and the living person that it happened to. */
export interface PersonalFact extends StartingFact {
  person: Recipient;
  /** Identifier `type:value` that the event bore. */
  anchor: string;
}

/** Somebody whom a journey lets in, as far as her own past in it does not stand against it. */
export interface Entrant {
  published: PublishedJourney;
  fact: TriggerFact;
  person: RunPerson;
  anchor: string;
  policy: RunPolicy;
  /** The re-entry key; '' without one. */
  key: string;
}

export interface FoundEntrants {
  /** Epoch ms by the database's clock. */
  now: number;
  entrants: Entrant[];
  refused: Refusal[];
}

type Triggered = Omit<Entrant, 'person' | 'key'> & { person: Recipient };

/** Which journeys a chunk of facts triggers, and for whom the checks hold that ask nothing of former runs. */
@Injectable()
export class FindEntrants {
  constructor(
    private readonly catalogue: JourneyCatalogue,
    private readonly workspaces: WorkspaceDirectory,
    private readonly people: RunPeople,
  ) {}

  async find(facts: readonly PersonalFact[], tx: EntityManager): Promise<FoundEntrants> {
    const view = await this.catalogue.current(tx);
    const { now } = view;
    const triggered = this.triggered(facts, view);
    const people = await this.people.with(
      triggered.map(({ person, published }) => ({ person, wanted: published.journey.relations })),
      tx,
    );
    const refused: Refusal[] = [];
    const entrants = triggered.flatMap((one, index): Entrant[] => {
      const { published, fact, policy } = one;
      const person = people[index] as RunPerson;
      const decision = checkTrigger(published.journey, published.status, fact, person, { now, policy });
      if (decision.refused === null) return [{ ...one, person, key: decision.key }];
      refused.push(refusalOf(published, decision.refused));
      return [];
    });
    return { now, entrants, refused };
  }

  private triggered(facts: readonly PersonalFact[], view: CatalogueView): Triggered[] {
    return facts.flatMap((fact) => {
      const index = view.of(fact.workspaceId);
      if (!index) return [];
      const policy = { timeZone: this.workspaces.find(fact.workspaceId)?.timeZone ?? 'UTC' };
      const { person, anchor } = fact;
      return findTriggered(index, fact, { now: view.now, policy }).map((found) => ({
        ...found,
        person,
        anchor,
        policy,
      }));
    });
  }
}

export function refusalOf({ journey }: PublishedJourney, reason: Refusal['reason']): Refusal {
  const { workspaceId, journeyId, version } = journey;
  return { workspaceId, journeyId, version, reason };
}
