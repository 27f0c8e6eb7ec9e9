import { Module } from '@nestjs/common';
import { DatabaseModule } from '@rapport/database';
import { activityProviders } from './activity/activity.providers.js';
import { deliveryProviders } from './delivery/delivery.providers.js';
import { journeysControllers, journeysProviders } from './journeys/journeys.providers.js';
import { MailboxRepository } from './mailbox/mailbox.repository.js';
import { messagingMigrations } from './persistence/migrations.js';
import { emailProviders } from './providers/email.providers.js';
import { recipientsProviders } from './recipients/recipients.providers.js';
import { TemplatesController } from './templates/templates.controller.js';
import { templatesProviders } from './templates/templates.providers.js';

/** The door of messaging: should we say something, what, and did it arrive. */
@Module({
  imports: [DatabaseModule.forService({ service: 'messaging', migrations: messagingMigrations })],
  controllers: [TemplatesController, ...journeysControllers],
  providers: [
    ...recipientsProviders,
    ...templatesProviders,
    MailboxRepository,
    ...emailProviders,
    ...deliveryProviders,
    ...journeysProviders,
    ...activityProviders,
  ],
})
export class MessagingModule {}
