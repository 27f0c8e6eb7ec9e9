import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { actorOf, callerOf } from '@rapport/access';
import { allowTime, DtoPipe, LOGGER } from '@rapport/http';
import { messageOf, ProblemError } from '@rapport/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { UploadQuery } from '../imports.query.js';
import { KeepFile, type KeptFile } from './keep-file.usecase.js';
import { openUpload } from './open-upload.js';

/** 100 MB at half a megabit per second. */
const longestUploadMs = 27 * 60 * 1000;
/** What is still on its way of a file that was turned away is taken for so long, so that the client gets to read why. */
const drainedMs = 14_000;

/**
 * Takes the file in once the caller is known. A guard, so that it runs before the interceptor that compares the body of a
 * repeated request; what no import was made of by the time of the answer is deleted again.
 */
@Injectable()
export class UploadGuard implements CanActivate {
  private readonly queries = new DtoPipe();

  constructor(
    @Inject(KeepFile) private readonly keepFile: KeepFile,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    try {
      const file = await this.receive(request);
      reply.raw.once('close', () => this.discard(file));
      request.body = file;
      return true;
    } catch (error) {
      allowTime(request.raw, drainedMs);
      request.raw.resume();
      throw error;
    }
  }

  private async receive(request: FastifyRequest): Promise<KeptFile> {
    const caller = callerOf(request);
    const workspaceId = caller?.workspaceId;
    if (!caller || !workspaceId) throw new ProblemError('workspace_required');
    const { kind } = this.queries.transform(request.query, {
      type: 'query',
      metatype: UploadQuery,
    }) as UploadQuery;
    allowTime(request.raw, longestUploadMs);
    const upload = await openUpload(request.raw, kind);
    return this.keepFile.execute({ ...upload, workspaceId, kind, createdBy: actorOf(caller) });
  }

  private discard(file: KeptFile): void {
    this.keepFile.discard(file).catch((error: unknown) => {
      this.logger.warn(
        { workspaceId: file.workspaceId, reason: messageOf(error) },
        'imports.upload_not_discarded',
      );
    });
  }
}
