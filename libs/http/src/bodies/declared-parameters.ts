import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import type { Type } from '@nestjs/common';

interface Handler {
  readonly name: string;
}

/** Whether the handler takes a `@Body()`. */
export function declaresBody(controller: Type, handler: Handler): boolean {
  return declares(controller, handler, RouteParamtypes.BODY);
}

/** Whether the handler takes a `@Query()` class, whose own check then refuses unknown parameters. */
export function declaresQuery(controller: Type, handler: Handler): boolean {
  return declares(controller, handler, RouteParamtypes.QUERY);
}

function declares(controller: Type, handler: Handler, type: RouteParamtypes): boolean {
  const parameters: unknown = Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handler.name);
  return Object.keys(parameters ?? {}).some((key) => key.startsWith(`${type}:`));
}
