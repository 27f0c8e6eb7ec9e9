import { Injectable, type Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { Module } from '@nestjs/core/injector/module.js';
import { Database } from '@rapport/database';

/** Which service's database a controller works on: the one that its module, or a module that this imports, provides. */
@Injectable()
export class DatabaseOfController {
  private readonly found = new Map<Type, Database | undefined>();

  constructor(private readonly modules: ModulesContainer) {}

  find(controller: Type): Database | undefined {
    if (!this.found.has(controller)) this.found.set(controller, this.search(controller));
    return this.found.get(controller);
  }

  private search(controller: Type): Database | undefined {
    for (const module of this.modules.values()) {
      if (module.controllers.has(controller)) return databaseOf(module, new Set());
    }
    return undefined;
  }
}

function databaseOf(module: Module, seen: Set<Module>): Database | undefined {
  if (seen.has(module)) return undefined;
  seen.add(module);
  const own: unknown = module.providers.get(Database)?.instance;
  if (own instanceof Database) return own;
  for (const imported of module.imports) {
    if (imported.isGlobal) continue;
    const database = databaseOf(imported, seen);
    if (database) return database;
  }
  return undefined;
}
