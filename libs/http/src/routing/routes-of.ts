import { type INestApplication, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import { ROUTE_ACCESS, type RouteAccess, WORKSPACE_IN_QUERY } from '@rapport/access';

/** A route as its decorators declare it. */
export interface DeclaredRoute {
  method: string;
  /** As written, with `:parameters`. */
  path: string;
  /** `Controller.handler` */
  handler: string;
  /** undefined: nobody said who may call it. */
  access: RouteAccess | undefined;
  /** Answers without end, to whoever may open it. */
  isStream: boolean;
}

type Handler = object & { name: string };

/** Every route of every controller, read from the router's metadata: what a matrix of routes and credentials must cover. */
export function routesOf(app: INestApplication): DeclaredRoute[] {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [
    ...module.controllers.values(),
  ]);
  return controllers.flatMap(({ metatype }) =>
    metatype ? handlersOf(metatype).flatMap((handler) => routesOfHandler(metatype, handler)) : [],
  );
}

/** @throws Error naming the routes that no decorator guards */
export function refuseUnguardedRoutes(app: INestApplication): void {
  const open = routesOf(app).filter((route) => route.access === undefined);
  if (open.length === 0) return;
  const names = open.map((route) => `${route.method} ${route.path} (${route.handler})`);
  throw new Error(`routes that do not say who may call them: ${names.join(', ')}`);
}

/** Inherited handlers are routes as well; of several with one name the nearest counts, as it does for Nest. */
function handlersOf(controller: object & { prototype?: object }): Handler[] {
  const byName = new Map<string, unknown>();
  let prototype: unknown = controller.prototype;
  while (typeof prototype === 'object' && prototype !== null && prototype !== Object.prototype) {
    for (const name of Object.getOwnPropertyNames(prototype)) {
      if (!byName.has(name)) byName.set(name, Object.getOwnPropertyDescriptor(prototype, name)?.value);
    }
    prototype = Object.getPrototypeOf(prototype);
  }
  byName.delete('constructor');
  return [...byName.values()].filter(
    (value): value is Handler => typeof value === 'function' && Reflect.hasMetadata(METHOD_METADATA, value),
  );
}

function routesOfHandler(controller: object & { name?: string }, handler: Handler): DeclaredRoute[] {
  const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
  const access = (Reflect.getMetadata(ROUTE_ACCESS, handler) ??
    Reflect.getMetadata(ROUTE_ACCESS, controller)) as RouteAccess | undefined;
  return pathsOf(controller).flatMap((prefix) =>
    pathsOf(handler).map((path) => ({
      method,
      path: `/${[prefix, path]
        .map((part) => part.replace(/^\/+|\/+$/g, ''))
        .filter(Boolean)
        .join('/')}`,
      handler: `${controller.name ?? ''}.${handler.name}`,
      access,
      isStream: Reflect.hasMetadata(WORKSPACE_IN_QUERY, handler),
    })),
  );
}

function pathsOf(target: object): string[] {
  return [(Reflect.getMetadata(PATH_METADATA, target) as string | string[] | undefined) ?? ''].flat();
}
