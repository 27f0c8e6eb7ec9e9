import { Module } from '@nestjs/common';
import { DatabaseModule } from '@rapport/database';
import { operationProviders, operationsController } from '@rapport/http';
import { AcceptNewEvents } from './apply/accept-new-events.js';
import { ApplyEvents } from './apply/apply-events.usecase.js';
import { ChangeIdentities } from './apply/change-identities.usecase.js';
import { EventsConsumer } from './apply/events.consumer.js';
import { FoldProfiles } from './apply/fold-profiles.usecase.js';
import { ForgetOld } from './apply/forget-old.js';
import { KeepHouse } from './apply/keep-house.scheduler.js';
import { LockIdentities } from './apply/lock-identities.js';
import { ReadEvents } from './apply/read-events.js';
import { ResolveIdentities } from './apply/resolve-identities.js';
import { ResolveInForce } from './apply/resolve-in-force.js';
import { profileApiControllers, profileApiProviders } from './profile-api/profile-api.providers.js';
import { evidenceProviders } from './browse/evidence/evidence.providers.js';
import { EvidenceController } from './browse/evidence/evidence.controller.js';
import { BrowseProfiles } from './browse/browse-profiles.usecase.js';
import { FindProfile } from './browse/find-profile.js';
import { ProfilesController } from './browse/profiles.controller.js';
import { DevicesController } from './devices/devices.controller.js';
import { Devices } from './devices/devices.usecase.js';
import { GroupsController } from './groups/groups.controller.js';
import { groupProviders } from './groups/groups.providers.js';
import { ImportsController } from './imports/imports.controller.js';
import { importProviders } from './imports/imports.providers.js';
import { MergingController } from './merging/merging.controller.js';
import { mergingProviders } from './merging/merging.providers.js';
import { ObjectTypesController } from './objects/object-types.controller.js';
import { ObjectsController } from './objects/objects.controller.js';
import { objectProviders } from './objects/objects.providers.js';
import { AcceptedRepository } from './persistence/accepted.repository.js';
import { DecisionRepository } from './persistence/decision.repository.js';
import { DeviceRepository } from './persistence/device.repository.js';
import { EventRepository } from './persistence/event.repository.js';
import { IdentityReader } from './persistence/identity-reader.repository.js';
import { IdentityWriter } from './persistence/identity-writer.repository.js';
import { MergeRepository } from './persistence/merge.repository.js';
import { profilesMigrations } from './persistence/migrations.js';
import { ProfileReader } from './persistence/profile-reader.repository.js';
import { ProfileRepository } from './persistence/profile.repository.js';
import { RegisterRepository } from './persistence/register.repository.js';
import { TimelineRepository } from './persistence/timeline.repository.js';
import { IdentityPolicyController } from './policy/identity-policy.controller.js';
import { policyProviders } from './policy/policy.providers.js';
import { TraitsController } from './traits/traits.controller.js';
import { DetachController } from './detach/detach.controller.js';
import { DetachIdentifier } from './detach/detach-identifier.usecase.js';
import { traitsProviders } from './traits/traits.providers.js';
import { SchemaController } from './schema/schema.controller.js';
import { TraitRegistryController } from './schema/trait-registry.controller.js';
import { schemaProviders } from './schema/schema.providers.js';
import { SearchController } from './search/search.controller.js';
import { searchProviders } from './search/search.providers.js';

/** The door of profiles: who is this, and what is true of them. */
@Module({
  imports: [DatabaseModule.forService({ service: 'profiles', migrations: profilesMigrations })],
  controllers: [
    DetachController,
    DevicesController,
    EvidenceController,
    GroupsController,
    IdentityPolicyController,
    ImportsController,
    MergingController,
    ...profileApiControllers,
    ObjectTypesController,
    ObjectsController,
    ProfilesController,
    SchemaController,
    SearchController,
    TraitsController,
    TraitRegistryController,
    operationsController('profiles'),
  ],
  providers: [
    ...operationProviders,
    ...evidenceProviders,
    DetachIdentifier,
    ...groupProviders,
    ...importProviders,
    ...mergingProviders,
    ...objectProviders,
    ...policyProviders,
    AcceptNewEvents,
    AcceptedRepository,
    ApplyEvents,
    BrowseProfiles,
    ChangeIdentities,
    DecisionRepository,
    DeviceRepository,
    Devices,
    EventRepository,
    EventsConsumer,
    FindProfile,
    FoldProfiles,
    ForgetOld,
    IdentityReader,
    IdentityWriter,
    KeepHouse,
    LockIdentities,
    MergeRepository,
    ProfileReader,
    ProfileRepository,
    RegisterRepository,
    ReadEvents,
    ResolveIdentities,
    ResolveInForce,
    TimelineRepository,
    ...profileApiProviders,
    ...schemaProviders,
    ...searchProviders,
    ...traitsProviders,
  ],
})
export class ProfilesModule {}
