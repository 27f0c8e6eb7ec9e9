import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '@rapport/config';
import { LOGGER } from '@rapport/http';
import { ProblemError, StartError } from '@rapport/kernel';
import type { Logger } from 'pino';
import { SetUpOwner } from './set-up-owner.usecase.js';

const settingOf: Record<string, string> = { email: 'SETUP_EMAIL', password: 'SETUP_PASSWORD' };

/** Makes the first owner from the `SETUP_` settings, before the server listens; once there is one they are ignored. */
@Injectable()
export class UnattendedSetup implements OnApplicationBootstrap {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly setUpOwner: SetUpOwner,
  ) {}

  /** @throws StartError when a setting cannot be used */
  async onApplicationBootstrap(): Promise<void> {
    const { setup } = this.settings;
    if (!setup) return;
    try {
      const command = { ...setup, memberName: null, timeZone: 'UTC', region: 'default' };
      await this.setUpOwner.execute(command);
      this.logger.info({ reason: 'by the SETUP_ settings' }, 'setup.done');
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      if (error.code !== 'already_set_up') throw this.refusal(error);
      this.logger.info(
        { reason: 'an owner exists already; the SETUP_ settings have no effect' },
        'setup.ignored',
      );
    }
  }

  private refusal(error: ProblemError): StartError {
    const faults = (error.errors ?? []).map(
      ({ field, message }) => `${settingOf[field] ?? field} ${message}`,
    );
    return new StartError(`The unattended set-up cannot be used: ${faults.join('; ')}.`);
  }
}
