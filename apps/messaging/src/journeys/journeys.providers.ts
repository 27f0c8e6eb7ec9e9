import { ArchiveJourneys } from './archive-journeys.usecase.js';
import { DatabaseClock } from './database-clock.js';
import { DecidedSends } from './decided-sends.js';
import { DecisionsRepository } from './decisions.repository.js';
import { DueRuns } from './due-runs.js';
import { EndRuns } from './end-runs.usecase.js';
import { FindEntrants } from './find-entrants.js';
import { FireDueRuns } from './fire-due-runs.usecase.js';
import { FollowMerges } from './follow-merges.usecase.js';
import { HoldJourneys } from './hold-journeys.usecase.js';
import { InterruptedRunsRepository } from './interrupted-runs.repository.js';
import { JourneyCatalogue } from './journey-catalogue.js';
import { JourneyMotionController } from './journey-motion.controller.js';
import { JourneyVersionsRepository } from './journey-versions.repository.js';
import { JourneyKind } from './journey.kind.js';
import { JourneysController } from './journeys.controller.js';
import { ListRuns } from './list-runs.js';
import { ListSteps } from './list-steps.js';
import { MessageActivityConsumer } from './message-activity.consumer.js';
import { ParkedRunsRepository } from './parked-runs.repository.js';
import { PresentJourneys } from './present-journeys.js';
import { PreviewMerge } from './preview-merge.usecase.js';
import { RefusalsRepository } from './refusals.repository.js';
import { RunHomes } from './run-homes.repository.js';
import { RunPeople } from './run-people.js';
import { RunQueries } from './run-queries.repository.js';
import { RunSteps } from './run-steps.repository.js';
import { RunTimers } from './run-timers.js';
import { RunsController } from './runs.controller.js';
import { RunsRepository } from './runs.repository.js';
import { SettleMessages } from './settle-messages.usecase.js';
import { SettleRuns } from './settle-runs.usecase.js';
import { StandingsRepository } from './standings.repository.js';
import { StartRuns } from './start-runs.usecase.js';
import { TemplateFactsReader } from './template-facts.js';
import { WakeRunsHealth } from './wake-runs.health.js';
import { WakeRuns } from './wake-runs.scheduler.js';

/** Providers of this room, for the door. */
export const journeysProviders = [
  DatabaseClock,
  JourneyVersionsRepository,
  JourneyCatalogue,
  RunSteps,
  RunsRepository,
  RunHomes,
  StandingsRepository,
  DecisionsRepository,
  SettleMessages,
  SettleRuns,
  ParkedRunsRepository,
  InterruptedRunsRepository,
  RefusalsRepository,
  RunQueries,
  RunTimers,
  DecidedSends,
  RunPeople,
  FindEntrants,
  StartRuns,
  EndRuns,
  FollowMerges,
  DueRuns,
  FireDueRuns,
  WakeRuns,
  WakeRunsHealth,
  MessageActivityConsumer,
  TemplateFactsReader,
  JourneyKind,
  HoldJourneys,
  ArchiveJourneys,
  PresentJourneys,
  ListRuns,
  ListSteps,
  PreviewMerge,
];

export const journeysControllers = [JourneysController, JourneyMotionController, RunsController];
