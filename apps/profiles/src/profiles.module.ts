import { Module } from '@nestjs/common';
import { DatabaseModule } from '@rapport/database';
import { AcceptNewEvents } from './apply/accept-new-events.js';
import { ApplyEvents } from './apply/apply-events.usecase.js';
import { EventsConsumer } from './apply/events.consumer.js';
import { FoldProfiles } from './apply/fold-profiles.usecase.js';
import { KeepHouse } from './apply/keep-house.scheduler.js';
import { LockIdentities } from './apply/lock-identities.js';
import { ResolveIdentities } from './apply/resolve-identities.js';
import { BrowseProfiles } from './browse/browse-profiles.usecase.js';
import { FindProfile } from './browse/find-profile.js';
import { ProfilesController } from './browse/profiles.controller.js';
import { AcceptedRepository } from './persistence/accepted.repository.js';
import { EventRepository } from './persistence/event.repository.js';
import { IdentityReader } from './persistence/identity-reader.repository.js';
import { IdentityWriter } from './persistence/identity-writer.repository.js';
import { MergeRepository } from './persistence/merge.repository.js';
import { profilesMigrations } from './persistence/migrations.js';
import { ProfileReader } from './persistence/profile-reader.repository.js';
import { ProfileRepository } from './persistence/profile.repository.js';
import { RegisterRepository } from './persistence/register.repository.js';
import { TimelineRepository } from './persistence/timeline.repository.js';

/** The door of profiles: who is this, and what is true of them. */
@Module({
  imports: [DatabaseModule.forService({ service: 'profiles', migrations: profilesMigrations })],
  controllers: [ProfilesController],
  providers: [
    AcceptNewEvents,
    AcceptedRepository,
    ApplyEvents,
    BrowseProfiles,
    EventRepository,
    EventsConsumer,
    FindProfile,
    FoldProfiles,
    IdentityReader,
    IdentityWriter,
    KeepHouse,
    LockIdentities,
    MergeRepository,
    ProfileReader,
    ProfileRepository,
    RegisterRepository,
    ResolveIdentities,
    TimelineRepository,
  ],
})
export class ProfilesModule {}
