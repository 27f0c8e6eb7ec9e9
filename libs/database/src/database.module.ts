import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { Database } from './database.js';
import { type MigrationClass, migrate } from './migrate.js';
import { openDatabase } from './open-database.js';
import type { SchemaOwner } from './roles.js';

/** Injection token of the connection string that the composition root opened. */
export const DATABASE_URL = Symbol('DATABASE_URL');

export interface ServiceDatabaseOptions {
  service: SchemaOwner;
  migrations: readonly MigrationClass[];
  entities?: readonly (EntitySchema | (new () => object))[];
  poolSize?: number;
}

/** Gives one service's door its `Database`: migrated, on a pool of its own, closed after everything else has stopped. */
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(@Inject(Database) private readonly database: Database) {}

  static forService(options: ServiceDatabaseOptions): DynamicModule {
    return {
      module: DatabaseModule,
      providers: [
        {
          provide: Database,
          inject: [DATABASE_URL],
          useFactory: async (url: string) => {
            const { rolesEnforced } = await migrate(url, [
              { owner: options.service, migrations: options.migrations },
            ]);
            return openDatabase({ ...options, url, owner: options.service, rolesEnforced });
          },
        },
      ],
      exports: [Database],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}
