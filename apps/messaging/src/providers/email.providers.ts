import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { SETTINGS } from '@rapport/http';
import type { Settings } from '@rapport/config';
import { MailboxProvider } from './mailbox.provider.js';
import { EMAIL_PROVIDER, type Provider } from './provider.js';
import { SmtpProvider } from './smtp.provider.js';

/** Ends the connections of a provider when the process stops. */
@Injectable()
class ProviderShutdown implements OnApplicationShutdown {
  constructor(@Inject(EMAIL_PROVIDER) private readonly provider: Provider) {}

  async onApplicationShutdown(): Promise<void> {
    if (this.provider.effect === 'outside') await this.provider.close();
  }
}

/** SMTP for the whole instance when `SMTP_URL` is set, else the captured mailbox. */
export const emailProviders = [
  MailboxProvider,
  ProviderShutdown,
  {
    provide: EMAIL_PROVIDER,
    inject: [SETTINGS, MailboxProvider],
    useFactory: (settings: Settings, mailbox: MailboxProvider): Provider =>
      settings.smtpUrl === null ? mailbox : new SmtpProvider(settings.smtpUrl),
  },
];
