import { Module } from '@nestjs/common';
import { DatabaseModule } from '@rapport/database';
import { messagingMigrations } from './persistence/migrations.js';
import { RecipientRepository } from './recipients/recipient.repository.js';

/** The door of messaging: should we say something, what, and did it arrive. */
@Module({
  imports: [DatabaseModule.forService({ service: 'messaging', migrations: messagingMigrations })],
  providers: [RecipientRepository],
})
export class MessagingModule {}
