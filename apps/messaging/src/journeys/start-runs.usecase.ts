import { Injectable } from '@nestjs/common';
import { WorkspaceDirectory } from '@rapport/access';
import { newId } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { DecidedSends } from './decided-sends.js';
import { advanceRun, newRun } from './domain/advance-run.js';
import {
  checkReentry,
  checkTrigger,
  type EntryHistory,
  isExclusive,
  noHistory,
  type TriggerFact,
} from './domain/entry-checks.js';
import { findTriggered, type StartingFact } from './domain/find-triggered.js';
import type { Intent } from './domain/steps/step-kind.js';
import type { RunPerson, RunPolicy } from './domain/run.js';
import { frozenEvent } from './domain/run-context.js';
import type { PublishedJourney } from './domain/trigger-index.js';
import { type CatalogueView, JourneyCatalogue } from './journey-catalogue.js';
import { type Refusal, RefusalsRepository } from './refusals.repository.js';
import type { EnteredRun } from './run-rows.js';
import { historyKeyOf, RunsRepository } from './runs.repository.js';
import { RunTimers } from './run-timers.js';

/** A fact, and the living person that it happened to. */
export interface PersonalFact extends StartingFact {
  person: RunPerson;
  /** Identifier `type:value` that the event bore. */
  anchor: string;
}

interface Candidate {
  published: PublishedJourney;
  fact: TriggerFact;
  person: RunPerson;
  anchor: string;
  policy: RunPolicy;
  key: string;
}

/** Starts the journeys that a chunk of facts triggers, and refuses, with its reason, whom they do not let in. */
@Injectable()
export class StartRuns {
  constructor(
    private readonly catalogue: JourneyCatalogue,
    private readonly workspaces: WorkspaceDirectory,
    private readonly runs: RunsRepository,
    private readonly refusals: RefusalsRepository,
    private readonly sends: DecidedSends,
    private readonly timers: RunTimers,
  ) {}

  /** `slot`: the partition the facts came from. */
  async execute(facts: readonly PersonalFact[], slot: number, tx: EntityManager): Promise<void> {
    if (facts.length === 0) return;
    const view = await this.catalogue.current(tx);
    const refused: Refusal[] = [];
    const candidates = this.candidatesOf(facts, view, refused);
    const histories = await this.runs.historyOf(candidates.map(historyOf), tx);
    const entered = candidates.flatMap((candidate) => {
      const key = historyKeyOf(historyOf(candidate));
      const history = histories.get(key) ?? noHistory;
      const refusal = checkReentry(candidate.published.journey, history, view.now);
      if (refusal !== null) {
        refused.push(refusalOf(candidate.published, refusal));
        return [];
      }
      const started = start(candidate, view.now);
      histories.set(key, historyWith(history, started.run));
      return [started];
    });
    const inserted = await this.runs.insert(
      entered.map(({ run }) => run),
      tx,
    );
    const fresh = entered.filter(({ run }) => inserted.has(run.id));
    await this.refusals.count(refused, slot, view.now, tx);
    await this.sends.publish(
      fresh.flatMap(({ intents }) => intents.map(({ send }) => send)),
      tx,
    );
    this.timers.expect(
      fresh.map(({ run }) => run.dueAt),
      view.now,
      tx,
    );
  }

  private candidatesOf(facts: readonly PersonalFact[], view: CatalogueView, refused: Refusal[]): Candidate[] {
    return facts.flatMap((fact) => {
      const index = view.of(fact.workspaceId);
      if (!index) return [];
      const policy = { timeZone: this.workspaces.find(fact.workspaceId)?.timeZone ?? 'UTC' };
      const at = { now: view.now, policy };
      return findTriggered(index, fact, at).flatMap(({ published, fact: trigger }) => {
        const decision = checkTrigger(published.journey, published.status, trigger, fact.person, at);
        if (decision.refused !== null) {
          refused.push(refusalOf(published, decision.refused));
          return [];
        }
        const { person, anchor } = fact;
        return [{ published, fact: trigger, person, anchor, policy, key: decision.key }];
      });
    });
  }
}

function historyOf({ published, person, key }: Candidate): Parameters<typeof historyKeyOf>[0] {
  const { workspaceId, journeyId } = published.journey;
  return { workspaceId, journeyId, profileId: person.profileId, key };
}

function start(candidate: Candidate, now: number): { run: EnteredRun; intents: Intent[] } {
  const { published, fact, person, anchor, policy, key } = candidate;
  const { journey } = published;
  const { workspaceId, journeyId, version } = journey;
  const event = fact.event && frozenEvent(fact.event);
  const identity = { id: newId(), workspaceId, journeyId, version, profileId: person.profileId, key, event };
  const run = newRun(identity, journey.definition.start ?? null, now);
  const advance = advanceRun({ journey, run, cause: 'entered', person, policy, now });
  return {
    run: { ...advance.run, anchor, exclusive: isExclusive(journey), causeEventId: fact.eventId },
    intents: advance.intents,
  };
}

/** What the next fact of the same chunk must know of the run that has just begun. */
function historyWith(history: EntryHistory, run: EnteredRun): EntryHistory {
  return {
    entered: history.entered + 1,
    active: history.active + (run.state === 'active' ? 1 : 0),
    lastEnteredAt: run.enteredAt,
    lastEndedAt: run.endedAt ?? history.lastEndedAt,
  };
}

function refusalOf({ journey }: PublishedJourney, reason: Refusal['reason']): Refusal {
  const { workspaceId, journeyId, version } = journey;
  return { workspaceId, journeyId, version, reason };
}
