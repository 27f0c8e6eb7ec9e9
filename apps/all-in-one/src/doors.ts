import { ControlModule } from '../../control/src/control.module.js';
import { IngestionModule } from '../../ingestion/src/ingestion.module.js';
import { MessagingModule } from '../../messaging/src/messaging.module.js';
import { ProfilesModule } from '../../profiles/src/profiles.module.js';

/** All doors of Rapport, in the order of the flow. */
export const doors = [IngestionModule, ProfilesModule, MessagingModule, ControlModule];
