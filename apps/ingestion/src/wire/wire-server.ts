import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Settings } from '@rapport/config';
import { CLOCK, LOGGER, SETTINGS } from '@rapport/http';
import type { Clock } from '@rapport/kernel';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { bodyDeadlineMs } from './read-body.js';
import { ReceiveEvents } from './receive-events.usecase.js';
import { WireReplies } from './wire-replies.js';
import { wireRoutesOf } from './wire.routes.js';

/** Hangs the SDK wire into the process's server, before it listens. */
@Injectable()
export class WireServer implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly receive: ReceiveEvents,
    private readonly replies: WireReplies,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async onModuleInit(): Promise<void> {
    const { receive, replies, clock, logger, settings } = this;
    const server = this.host.httpAdapter.getInstance<FastifyInstance>();
    const { publicUrl } = settings;
    await server.register(wireRoutesOf({ receive, replies, clock, logger, publicUrl, bodyDeadlineMs }));
  }
}
