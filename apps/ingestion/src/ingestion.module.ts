import { Module } from '@nestjs/common';
import { OauthKeyDirectory, Observations, WriteKeyDirectory } from '@rapport/access';
import { SETTINGS, type Settings } from '@rapport/config';
import { Database, DATABASE_URL, DatabaseModule } from '@rapport/database';
import { EventBus } from '@rapport/event-bus';
import { CLOCK, LOGGER, METRICS, operationProviders, operationsController } from '@rapport/http';
import type { Clock } from '@rapport/kernel';
import { versionedProviders } from '@rapport/versioned';
import { AcceptEvents } from './accept/accept-events.usecase.js';
import { Admission } from './accept/admission.js';
import { EventRates } from './accept/event-rates.js';
import { FirstEvents } from './accept/first-events.js';
import { IngestMetrics } from './accept/ingest-metrics.js';
import { OverloadWatch } from './accept/overload-watch.js';
import { SeenMessages } from './accept/seen-messages.js';
import { EventsController } from './api/events.controller.js';
import { SendEvents } from './api/send-events.usecase.js';
import { TestEventsController } from './api/test-events.controller.js';
import { AccessTokens } from './oauth/access-tokens.js';
import { IssueToken } from './oauth/issue-token.usecase.js';
import { OauthServer } from './oauth/oauth-server.js';
import { SpentAssertionsRepository } from './oauth/spent-assertions.repository.js';
import { BrowserSdkServer } from './browser-sdk/browser-sdk-server.js';
import { DeadLettersController } from './letters/dead-letters.controller.js';
import { lettersProviders } from './letters/letters.providers.js';
import { SettleLettersController } from './letters/replay/settle-letters.controller.js';
import { ingestionMigrations } from './persistence/migrations.js';
import { PipelineChanges } from './pipeline/pipeline-changes.js';
import type { StageDirectory } from './pipeline/pipeline-stage.js';
import { SourcePipelines } from './pipeline/source-pipelines.js';
import { PlanDirectory } from './plans/plan-directory.js';
import { plansControllers, plansProviders } from './plans/plans.providers.js';
import { provide } from './provide.js';
import { ListRecent } from './recent/list-recent.usecase.js';
import { RecentEventsConsumer } from './recent/recent-events.consumer.js';
import { RecentEventsRepository } from './recent/recent-events.repository.js';
import { RecentFeed } from './recent/recent-feed.js';
import { RecentRetention } from './recent/recent-retention.js';
import { RecentSignal } from './recent/recent-signal.js';
import { SourceRepository } from './recent/source.repository.js';
import { TransformDirectory } from './transforms/transform-directory.js';
import { TransformsController } from './transforms/transforms.controller.js';
import { transformsProviders } from './transforms/transforms.providers.js';
import { ReceiveEvents } from './wire/receive-events.usecase.js';
import { ResolveGrant } from './wire/resolve-grant.js';
import { WireReplies } from './wire/wire-replies.js';
import { WireServer } from './wire/wire-server.js';

/** HTTP edge: accepts events fast and honestly, and knows nothing of profiles. */
@Module({
  // Its consumers and operations hold up to twelve connections at a time; the API needs some, too.
  imports: [
    DatabaseModule.forService({ service: 'ingestion', migrations: ingestionMigrations, poolSize: 16 }),
  ],
  controllers: [
    EventsController,
    TestEventsController,
    ...plansControllers,
    TransformsController,
    DeadLettersController,
    SettleLettersController,
    operationsController('ingestion'),
  ],
  providers: [
    ...operationProviders,
    ...lettersProviders,
    { provide: SeenMessages, useFactory: () => new SeenMessages() },
    provide(IngestMetrics, METRICS),
    provide(Admission, CLOCK),
    provide(OverloadWatch, Admission, IngestMetrics),
    {
      provide: EventRates,
      inject: [CLOCK, SETTINGS],
      useFactory: (clock: Clock, settings: Settings) =>
        new EventRates(clock, settings.ingestWorkspaceEventsPerSecond),
    },
    provide(FirstEvents, Observations, LOGGER),
    PipelineChanges,
    ...versionedProviders('ingestion'),
    ...transformsProviders,
    ...plansProviders,
    // The order of the stages.
    {
      provide: SourcePipelines,
      inject: [TransformDirectory, PlanDirectory],
      useFactory: (...stages: StageDirectory[]) => new SourcePipelines(stages),
    },
    provide(AcceptEvents, EventBus, SeenMessages, IngestMetrics, CLOCK, SourcePipelines),
    provide(AccessTokens, OauthKeyDirectory, CLOCK),
    provide(SpentAssertionsRepository, Database),
    {
      provide: IssueToken,
      inject: [OauthKeyDirectory, AccessTokens, SpentAssertionsRepository, CLOCK, SETTINGS],
      useFactory: (
        keys: OauthKeyDirectory,
        tokens: AccessTokens,
        spent: SpentAssertionsRepository,
        clock: Clock,
        settings: Settings,
      ) => new IssueToken(keys, tokens, spent, clock, settings.publicUrl),
    },
    OauthServer,
    provide(ResolveGrant, WriteKeyDirectory, AccessTokens),
    provide(ReceiveEvents, ResolveGrant, AcceptEvents, EventRates, Admission, FirstEvents),
    provide(WireReplies, IngestMetrics),
    WireServer,
    BrowserSdkServer,
    provide(RecentSignal, Database, DATABASE_URL),
    provide(RecentEventsRepository, Database),
    provide(SourceRepository, Database),
    provide(ListRecent, RecentEventsRepository, SourceRepository),
    provide(RecentFeed, RecentEventsRepository, SourceRepository, RecentSignal, CLOCK, LOGGER),
    provide(RecentRetention, RecentEventsRepository, LOGGER),
    provide(RecentEventsConsumer, EventBus, Database, RecentEventsRepository, RecentSignal),
    provide(SendEvents, SourceRepository, AcceptEvents, EventRates, Admission, FirstEvents, Database),
  ],
})
export class IngestionModule {}
