import { ArchiveJourneys } from './archive-journeys.usecase.js';
import { DatabaseClock } from './database-clock.js';
import { DecidedSends } from './decided-sends.js';
import { DueRuns } from './due-runs.js';
import { EndRuns } from './end-runs.usecase.js';
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
import { MessageActivityConsumer } from './message-activity.consumer.js';
import { ParkedRunsRepository } from './parked-runs.repository.js';
import { PresentJourneys } from './present-journeys.js';
import { RefusalsRepository } from './refusals.repository.js';
import { RunQueries } from './run-queries.repository.js';
import { RunTimers } from './run-timers.js';
import { RunsController } from './runs.controller.js';
import { RunsRepository } from './runs.repository.js';
import { StartRuns } from './start-runs.usecase.js';
import { TemplateFactsReader } from './template-facts.js';
import { WakeRunsHealth } from './wake-runs.health.js';
import { WakeRuns } from './wake-runs.scheduler.js';

/** Providers of this room, for the door. */
export const journeysProviders = [
  DatabaseClock,
  JourneyVersionsRepository,
  JourneyCatalogue,
  RunsRepository,
  ParkedRunsRepository,
  InterruptedRunsRepository,
  RefusalsRepository,
  RunQueries,
  RunTimers,
  DecidedSends,
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
];

export const journeysControllers = [JourneysController, JourneyMotionController, RunsController];
