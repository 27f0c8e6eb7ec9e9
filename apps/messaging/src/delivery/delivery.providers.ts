import { CancelPlanned } from './cancel-planned.js';
import { ClaimMessages } from './claim-messages.js';
import { ClaimsRepository } from './claims.repository.js';
import { ComposeMessages } from './compose-messages.js';
import { ContentsRepository } from './contents.repository.js';
import { DeliverPage } from './deliver-page.usecase.js';
import { DeliveryLoop } from './delivery.loop.js';
import { DeliveryQueue } from './delivery-queue.js';
import { DispatchPage } from './dispatch-page.js';
import { DuplicateMessages } from './duplicate-messages.js';
import { FillLedger } from './fill-ledger.usecase.js';
import { HandOver } from './hand-over.js';
import { HandOverRepository } from './hand-over.repository.js';
import { LedgerRepository } from './ledger.repository.js';
import { MoveMessages } from './move-messages.js';
import { PrepareMessages } from './prepare-messages.js';
import { RecordStates } from './record-states.js';
import { RecoverMessages } from './recover-messages.usecase.js';
import { SendsConsumer } from './sends.consumer.js';

/** Providers of this room, for the door. */
export const deliveryProviders = [
  LedgerRepository,
  ClaimsRepository,
  ContentsRepository,
  HandOverRepository,
  RecordStates,
  MoveMessages,
  DeliveryQueue,
  FillLedger,
  SendsConsumer,
  ClaimMessages,
  RecoverMessages,
  CancelPlanned,
  ComposeMessages,
  DuplicateMessages,
  PrepareMessages,
  HandOver,
  DispatchPage,
  DeliverPage,
  DeliveryLoop,
];
