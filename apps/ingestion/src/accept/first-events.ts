import type { Observations } from '@rapport/access';
import type { Logger } from 'pino';
import { messageOf } from '@rapport/kernel';

/** Notes a workspace's first event for the set-up checks; after the answer's fate is decided, and never in its way. */
export class FirstEvents {
  private readonly noted = new Set<string>();

  constructor(
    private readonly observations: Pick<Observations, 'record'>,
    private readonly logger: Logger,
  ) {}

  seen(workspaceId: string, sourceName: string): void {
    if (this.noted.has(workspaceId)) return;
    this.noted.add(workspaceId);
    const proof = `An event arrived through the source “${sourceName}”.`;
    this.observations.record(workspaceId, 'first_event', proof, '/events').catch((error: unknown) => {
      this.noted.delete(workspaceId);
      this.logger.warn({ workspaceId, error: messageOf(error) }, 'first_event.not_recorded');
    });
  }
}
