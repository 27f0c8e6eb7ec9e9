import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { ChangeFeed, DATABASE_URL } from '@rapport/database';

export type AccessTable =
  'workspaces' | 'sources' | 'write_keys' | 'oauth_keys' | 'api_keys' | 'sessions' | 'traits';

/** Tells what changed in the schema `access`, on every process, a few milliseconds after the commit. */
@Injectable()
export class AccessChanges extends ChangeFeed<AccessTable> implements OnModuleInit, OnApplicationShutdown {
  constructor(@Inject(DATABASE_URL) url: string) {
    super(url, 'rapport_access');
  }

  async onModuleInit(): Promise<void> {
    await this.listening();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.stop();
  }
}
