import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Database } from '@rapport/database';
import { ApiKeyRepository } from './credentials/api-key.repository.js';
import { CredentialWatch } from './credentials/credential-watch.js';
import { IdentifyCaller } from './credentials/identify-caller.usecase.js';
import { KeyUse } from './credentials/key-use.js';
import { SessionRepository } from './credentials/session.repository.js';
import { AccessChanges } from './directories/access-changes.js';
import { OauthKeyDirectory } from './directories/oauth-key.directory.js';
import { WorkspaceDirectory } from './directories/workspace.directory.js';
import { WriteKeyDirectory } from './directories/write-key.directory.js';
import { AccessGuard } from './guard/access.guard.js';
import { Observations } from './observations.js';
import { SourcePlans } from './source-plans.js';
import { MaskingInterceptor } from './traits/masking.interceptor.js';
import { TraitRegistry } from './traits/trait-registry.js';

const offered = [
  AccessChanges,
  AccessGuard,
  CredentialWatch,
  KeyUse,
  MaskingInterceptor,
  OauthKeyDirectory,
  Observations,
  SourcePlans,
  TraitRegistry,
  WorkspaceDirectory,
  WriteKeyDirectory,
];

/** Who is calling, for every door of this process. Needs `SETTINGS`, `CLOCK` and `DATABASE_URL` from a global module. */
@Global()
@Module({})
export class AccessModule {
  /** @param database a pool of the owner `access`, on the migrated schema; stays the property of the caller */
  static forRoot(database: Database): DynamicModule {
    return {
      module: AccessModule,
      providers: [
        { provide: Database, useValue: database },
        ApiKeyRepository,
        SessionRepository,
        IdentifyCaller,
        ...offered,
      ],
      exports: offered,
    };
  }
}
