import { Module } from '@nestjs/common';
import { Observations, WriteKeyDirectory } from '@rapport/access';
import { Database, DatabaseModule } from '@rapport/database';
import { EventBus } from '@rapport/event-bus';
import { CLOCK, LOGGER, METRICS } from '@rapport/http';
import { AcceptEvents } from './accept/accept-events.usecase.js';
import { Admission } from './accept/admission.js';
import { FirstEvents } from './accept/first-events.js';
import { IngestMetrics } from './accept/ingest-metrics.js';
import { SeenMessages } from './accept/seen-messages.js';
import { SourceRates } from './accept/source-rates.js';
import { EventsController } from './api/events.controller.js';
import { SendEvents } from './api/send-events.usecase.js';
import { ingestionMigrations } from './persistence/migrations.js';
import { ListRecent } from './recent/list-recent.usecase.js';
import { RecentEventsConsumer } from './recent/recent-events.consumer.js';
import { RecentEventsRepository } from './recent/recent-events.repository.js';
import { RecentFeed } from './recent/recent-feed.js';
import { RecentRetention } from './recent/recent-retention.js';
import { RecentSignal } from './recent/recent-signal.js';
import { SourceRepository } from './recent/source.repository.js';
import { ReceiveEvents } from './wire/receive-events.usecase.js';
import { WireServer } from './wire/wire-server.js';

type Token = abstract new (...given: never[]) => unknown;

/** Makes a provider of a plain class, whose constructor takes what the tokens stand for. */
function provide(useClass: new (...given: never[]) => unknown, ...inject: (Token | symbol | string)[]) {
  return {
    provide: useClass,
    inject,
    useFactory: (...given: unknown[]) => new useClass(...(given as never[])),
  };
}

/** HTTP edge: accepts events fast and honestly, and knows nothing of profiles. */
@Module({
  imports: [DatabaseModule.forService({ service: 'ingestion', migrations: ingestionMigrations })],
  controllers: [EventsController],
  providers: [
    { provide: SeenMessages, useFactory: () => new SeenMessages() },
    { provide: Admission, useFactory: () => new Admission() },
    provide(IngestMetrics, METRICS),
    provide(SourceRates, CLOCK),
    provide(FirstEvents, Observations, LOGGER),
    provide(AcceptEvents, EventBus, SeenMessages, IngestMetrics, CLOCK),
    provide(ReceiveEvents, WriteKeyDirectory, AcceptEvents, SourceRates, Admission, FirstEvents, CLOCK),
    WireServer,
    RecentSignal,
    provide(RecentEventsRepository, Database),
    provide(SourceRepository, Database),
    provide(ListRecent, RecentEventsRepository, SourceRepository),
    provide(RecentFeed, RecentEventsRepository, SourceRepository, RecentSignal, CLOCK, LOGGER),
    provide(RecentRetention, RecentEventsRepository, LOGGER),
    provide(RecentEventsConsumer, EventBus, Database, RecentEventsRepository, RecentSignal),
    provide(SendEvents, SourceRepository, AcceptEvents, SourceRates, FirstEvents, Database),
  ],
})
export class IngestionModule {}
