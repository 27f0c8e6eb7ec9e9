import { Injectable } from '@nestjs/common';
import { newId } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { DecidedSends } from './decided-sends.js';
import { advanceRun, newRun } from './domain/advance-run.js';
import { checkReentry, type EntryHistory, isExclusive, noHistory } from './domain/entry-checks.js';
import { frozenEvent } from './domain/run-context.js';
import type { Intent } from './domain/steps/step-kind.js';
import { type Entrant, FindEntrants, type PersonalFact, refusalOf } from './find-entrants.js';
import { RefusalsRepository } from './refusals.repository.js';
import type { EnteredRun } from './run-rows.js';
import { RunTimers } from './run-timers.js';
import { historyKeyOf, RunsRepository } from './runs.repository.js';

/** Starts the journeys that a chunk of facts triggers, and refuses, with its reason, whom they do not let in. */
@Injectable()
export class StartRuns {
  constructor(
    private readonly entrants: FindEntrants,
    private readonly runs: RunsRepository,
    private readonly refusals: RefusalsRepository,
    private readonly sends: DecidedSends,
    private readonly timers: RunTimers,
  ) {}

  /** `slot`: the partition the facts came from. */
  async execute(facts: readonly PersonalFact[], slot: number, tx: EntityManager): Promise<void> {
    if (facts.length === 0) return;
    const { now, entrants, refused } = await this.entrants.find(facts, tx);
    const histories = await this.runs.historyOf(entrants.map(historyOf), tx);
    const entered = entrants.flatMap((entrant) => {
      const key = historyKeyOf(historyOf(entrant));
      const history = histories.get(key) ?? noHistory;
      const refusal = checkReentry(entrant.published.journey, history, now);
      if (refusal !== null) {
        refused.push(refusalOf(entrant.published, refusal));
        return [];
      }
      const started = start(entrant, now);
      histories.set(key, historyWith(history, started.run));
      return [started];
    });
    const inserted = await this.runs.insert(
      entered.map(({ run }) => run),
      tx,
    );
    const fresh = entered.filter(({ run }) => inserted.has(run.id));
    await this.refusals.count(refused, slot, now, tx);
    await this.sends.publish(
      fresh.flatMap(({ intents }) => intents.map(({ send }) => send)),
      tx,
    );
    this.timers.expect(
      fresh.map(({ run }) => run.dueAt),
      now,
      tx,
    );
  }
}

function historyOf({ published, person, key }: Entrant): Parameters<typeof historyKeyOf>[0] {
  const { workspaceId, journeyId } = published.journey;
  return { workspaceId, journeyId, profileId: person.profileId, key };
}

function start(entrant: Entrant, now: number): { run: EnteredRun; intents: Intent[] } {
  const { published, fact, person, anchor, policy, key } = entrant;
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
