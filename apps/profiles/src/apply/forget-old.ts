import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DeviceRepository } from '../persistence/device.repository.js';
import { SchemaNamesRepository } from '../persistence/schema-names.repository.js';

/** How long the schema shows a name that is no longer seen. */
const nameDays = 90;
/** As long as no event can be accepted twice: a late one that used the token must find that it is dead. */
const deadDeviceDays = 30;

/** What is kept for a number of days after it was last of use. */
@Injectable()
export class ForgetOld {
  constructor(
    @Inject(SchemaNamesRepository) private readonly names: SchemaNamesRepository,
    @Inject(DeviceRepository) private readonly devices: DeviceRepository,
  ) {}

  /** @param daysAgo the day, as YYYY-MM-DD */
  async execute(tx: EntityManager, daysAgo: (days: number) => string): Promise<void> {
    await this.names.forget(tx, daysAgo(nameDays));
    await this.devices.forgetDead(tx, Date.parse(daysAgo(deadDeviceDays)));
  }
}
