import { Module } from '@nestjs/common';
import { DatabaseModule } from '@rapport/database';
import { activityProviders } from './activity/activity.providers.js';
import { journeysControllers, journeysProviders } from './journeys/journeys.providers.js';
import { messagingMigrations } from './persistence/migrations.js';
import { recipientsProviders } from './recipients/recipients.providers.js';
import { RenderPool } from './render/render-pool.js';
import { CheckContent } from './templates/check-content.js';
import { TemplateKind } from './templates/template.kind.js';
import { TemplatesController } from './templates/templates.controller.js';
import { versionedProviders } from './versioned/versioned-objects.js';

/** The door of messaging: should we say something, what, and did it arrive. */
@Module({
  imports: [DatabaseModule.forService({ service: 'messaging', migrations: messagingMigrations })],
  controllers: [TemplatesController, ...journeysControllers],
  providers: [
    ...recipientsProviders,
    ...versionedProviders,
    RenderPool,
    CheckContent,
    TemplateKind,
    ...journeysProviders,
    ...activityProviders,
  ],
})
export class MessagingModule {}
