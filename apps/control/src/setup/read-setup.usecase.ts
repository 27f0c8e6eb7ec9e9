import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings, version } from '@rapport/config';
import { HealthChecks } from '@rapport/http';
import { CLOCK, type Clock } from '@rapport/kernel';
import { servicesCheck, type SetupCheck, workspaceChecks } from './domain/setup-checks.js';
import { ObservationsRepository } from './observations.repository.js';
import { OwnersRepository } from './owners.repository.js';

export interface SetupStatus {
  ownerExists: boolean;
  publicUrl: string;
  version: string;
  checks: SetupCheck[];
}

@Injectable()
export class ReadSetup {
  constructor(
    private readonly owners: OwnersRepository,
    private readonly observations: ObservationsRepository,
    private readonly health: HealthChecks,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @param workspaceId of the credential that was sent, if any: only then what happened in it is told */
  async execute(workspaceId: string | null): Promise<SetupStatus> {
    const now = this.clock.now();
    const checks = [servicesCheck(await this.health.run(), now)];
    if (workspaceId !== null) {
      const observations = await this.observations.ofWorkspace(workspaceId);
      checks.push(...workspaceChecks(observations, this.smtpHost(), now));
    }
    return {
      ownerExists: await this.owners.ownerExists(),
      publicUrl: this.settings.publicUrl,
      version,
      checks,
    };
  }

  private smtpHost(): string | null {
    return this.settings.smtpUrl === null ? null : new URL(this.settings.smtpUrl).host;
  }
}
