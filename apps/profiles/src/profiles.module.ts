import { Module } from '@nestjs/common';
import { DatabaseModule } from '@rapport/database';
import { ApplyEvents } from './apply/apply-events.usecase.js';
import { EventsConsumer } from './apply/events.consumer.js';
import { FoldProfiles } from './apply/fold-profiles.usecase.js';
import { KeepHouse } from './apply/keep-house.scheduler.js';
import { LockIdentities } from './apply/lock-identities.js';
import { ResolveIdentities } from './apply/resolve-identities.js';
import { AcceptedRepository } from './persistence/accepted.repository.js';
import { EventRepository } from './persistence/event.repository.js';
import { IdentityReader } from './persistence/identity-reader.repository.js';
import { IdentityWriter } from './persistence/identity-writer.repository.js';
import { MergeRepository } from './persistence/merge.repository.js';
import { profilesMigrations } from './persistence/migrations.js';
import { ProfileRepository } from './persistence/profile.repository.js';
import { RegisterRepository } from './persistence/register.repository.js';

/** The door of profiles: who is this, and what is true of them. */
@Module({
  imports: [DatabaseModule.forService({ service: 'profiles', migrations: profilesMigrations })],
  providers: [
    AcceptedRepository,
    ApplyEvents,
    EventRepository,
    EventsConsumer,
    FoldProfiles,
    IdentityReader,
    IdentityWriter,
    KeepHouse,
    LockIdentities,
    MergeRepository,
    ProfileRepository,
    RegisterRepository,
    ResolveIdentities,
  ],
})
export class ProfilesModule {}
