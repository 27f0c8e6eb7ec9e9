import type { DynamicModule, INestApplication, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { RuntimeModule, type RuntimeParts } from './runtime.module.js';

/**
 * The routes of the doors and nothing behind them: no provider is made, no database is opened, nothing can be called. For
 * whoever describes the API.
 */
export function previewApp(doors: readonly (Type | DynamicModule)[]): Promise<INestApplication> {
  const noParts = {} as RuntimeParts;
  return NestFactory.create(RuntimeModule.forDoors(noParts, doors), new FastifyAdapter(), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
}
