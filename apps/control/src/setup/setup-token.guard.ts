import { timingSafeEqual } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '@rapport/config';
import { ProblemError } from '@rapport/kernel';
import type { FastifyRequest } from 'fastify';
import { sha256 } from '../credentials/new-credentials.js';

/** With `SETUP_TOKEN`, only who knows it becomes the owner: a server on the open internet belongs to whoever comes first. */
@Injectable()
export class SetupTokenGuard implements CanActivate {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  canActivate(context: ExecutionContext): boolean {
    const { setupToken } = this.settings;
    if (setupToken === null) return true;
    const given = context.switchToHttp().getRequest<FastifyRequest>().headers['rapport-setup-token'];
    if (typeof given === 'string' && timingSafeEqual(sha256(given), sha256(setupToken))) return true;
    throw new ProblemError('setup_token_required');
  }
}
