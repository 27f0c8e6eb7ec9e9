import { Module } from '@nestjs/common';
import { DatabaseModule } from '@rapport/database';
import { ApiKeysController } from './api-keys/api-keys.controller.js';
import { ApiKeysRepository } from './api-keys/api-keys.repository.js';
import { ChangeApiKey } from './api-keys/change-api-key.usecase.js';
import { CreateApiKey } from './api-keys/create-api-key.usecase.js';
import { ListApiKeys } from './api-keys/list-api-keys.usecase.js';
import { ConsoleFiles } from './console/built-console.js';
import { ServeConsole } from './console/serve-console.js';
import { Passwords } from './credentials/passwords.js';
import { OpenApiController } from './openapi/openapi.controller.js';
import { controlMigrations } from './persistence/migrations.js';
import { LogIn } from './sessions/log-in.usecase.js';
import { LoginAttempts } from './sessions/login-attempts.repository.js';
import { OpenSession } from './sessions/open-session.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { SessionsRepository } from './sessions/sessions.repository.js';
import { ObservationsRepository } from './setup/observations.repository.js';
import { OwnersRepository } from './setup/owners.repository.js';
import { ReadSetup } from './setup/read-setup.usecase.js';
import { SetUpOwner } from './setup/set-up-owner.usecase.js';
import { SetupController } from './setup/setup.controller.js';
import { UnattendedSetup } from './setup/unattended-setup.js';
import { ChangeSource } from './sources/change-source.usecase.js';
import { CreateSource } from './sources/create-source.usecase.js';
import { ManageOauthKeys } from './sources/manage-oauth-keys.usecase.js';
import { OauthKeysController } from './sources/oauth-keys.controller.js';
import { OauthKeysRepository } from './sources/oauth-keys.repository.js';
import { ReadSources } from './sources/read-sources.usecase.js';
import { RotateWriteKeys } from './sources/rotate-write-keys.usecase.js';
import { SourcesController } from './sources/sources.controller.js';
import { SourcesRepository } from './sources/sources.repository.js';
import { WriteKeysController } from './sources/write-keys.controller.js';
import { UpdateWorkspace } from './workspaces/update-workspace.usecase.js';
import { WorkspacesController } from './workspaces/workspaces.controller.js';
import { WorkspacesRepository } from './workspaces/workspaces.repository.js';

const setup = [OwnersRepository, ObservationsRepository, ReadSetup, SetUpOwner, UnattendedSetup];
const sessions = [SessionsRepository, LoginAttempts, Passwords, OpenSession, LogIn];
const workspaces = [WorkspacesRepository, UpdateWorkspace];
const apiKeys = [ApiKeysRepository, ListApiKeys, CreateApiKey, ChangeApiKey];
const sources = [
  SourcesRepository,
  ReadSources,
  CreateSource,
  ChangeSource,
  RotateWriteKeys,
  OauthKeysRepository,
  ManageOauthKeys,
];

/** The door of control: the first owner, who may do what, where events come from, and the console. */
@Module({
  imports: [DatabaseModule.forService({ service: 'control', migrations: controlMigrations })],
  controllers: [
    SetupController,
    SessionsController,
    WorkspacesController,
    ApiKeysController,
    SourcesController,
    WriteKeysController,
    OauthKeysController,
    OpenApiController,
  ],
  providers: [...setup, ...sessions, ...workspaces, ...apiKeys, ...sources, ConsoleFiles, ServeConsole],
})
export class ControlModule {}
