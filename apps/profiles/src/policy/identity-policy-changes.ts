import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ChangeFeed, DATABASE_URL } from '@rapport/database';

/** Tells every instance, a few milliseconds after the commit, that some workspace has a new identity policy. */
@Injectable()
export class IdentityPolicyChanges extends ChangeFeed<string> implements OnApplicationShutdown {
  constructor(@Inject(DATABASE_URL) url: string) {
    super(url, 'rapport_identity_policies');
  }

  async onApplicationShutdown(): Promise<void> {
    await this.stop();
  }
}
