import { Module } from '@nestjs/common';
import { DatabaseModule } from '@rapport/database';
import { activityProviders } from './activity/activity.providers.js';
import { deliveryProviders } from './delivery/delivery.providers.js';
import { fieldUsesControllers, fieldUsesProviders } from './field-uses/field-uses.providers.js';
import { journeysControllers, journeysProviders } from './journeys/journeys.providers.js';
import { mailboxControllers, mailboxProviders } from './mailbox/mailbox.providers.js';
import { messagesControllers, messagesProviders } from './messages/messages.providers.js';
import { messagingMigrations } from './persistence/migrations.js';
import { previewControllers, previewProviders } from './preview/preview.providers.js';
import { emailProviders } from './providers/email.providers.js';
import { recipientsProviders } from './recipients/recipients.providers.js';
import { relationsProviders } from './relations/relations.providers.js';
import { TemplatesController } from './templates/templates.controller.js';
import { templatesProviders } from './templates/templates.providers.js';

/** The door of messaging: should we say something, what, and did it arrive. */
@Module({
  imports: [DatabaseModule.forService({ service: 'messaging', migrations: messagingMigrations })],
  controllers: [
    TemplatesController,
    ...previewControllers,
    ...messagesControllers,
    ...mailboxControllers,
    ...journeysControllers,
    ...fieldUsesControllers,
  ],
  providers: [
    ...recipientsProviders,
    ...relationsProviders,
    ...templatesProviders,
    ...previewProviders,
    ...mailboxProviders,
    ...messagesProviders,
    ...emailProviders,
    ...deliveryProviders,
    ...journeysProviders,
    ...fieldUsesProviders,
    ...activityProviders,
  ],
})
export class MessagingModule {}
