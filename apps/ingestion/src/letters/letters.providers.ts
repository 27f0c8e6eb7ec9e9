import type { Provider } from '@nestjs/common';
import { Database } from '@rapport/database';
import { EventBus } from '@rapport/event-bus';
import { CLOCK, LOGGER, METRICS, OperationRunner, SETTINGS, StartOperation } from '@rapport/http';
import { AcceptEvents } from '../accept/accept-events.usecase.js';
import { provide } from '../provide.js';
import { SourceRepository } from '../recent/source.repository.js';
import { DeadLettersConsumer } from './dead-letters.consumer.js';
import { DeadLettersRepository } from './dead-letters.repository.js';
import { LetterChanges } from './letter-changes.repository.js';
import { LetterMetrics } from './letter-metrics.js';
import { LetterReader } from './letter-reader.repository.js';
import { LetterRetention } from './letter-retention.js';
import { BeginLettersOperation } from './replay/begin-letters-operation.usecase.js';
import { DiscardLetters } from './replay/discard-letters.kind.js';
import { LetterReplay } from './replay/letter-replay.js';
import { ReplayLetters } from './replay/replay-letters.kind.js';

/** The quarantine of the door's module. */
export const lettersProviders: Provider[] = [
  provide(LetterReader, Database),
  provide(LetterChanges),
  provide(DeadLettersRepository, Database),
  provide(DeadLettersConsumer, EventBus, Database, DeadLettersRepository, CLOCK),
  provide(LetterRetention, DeadLettersRepository, SETTINGS, CLOCK, LOGGER),
  provide(LetterMetrics, METRICS, DeadLettersRepository, CLOCK),
  provide(LetterReplay, AcceptEvents, SourceRepository),
  provide(ReplayLetters, OperationRunner, LetterReplay, LetterChanges, EventBus, CLOCK),
  provide(DiscardLetters, OperationRunner, LetterChanges, CLOCK),
  provide(BeginLettersOperation, Database, LetterChanges, StartOperation),
];
