import { MailboxController } from './mailbox.controller.js';
import { MailboxRepository } from './mailbox.repository.js';
import { ReadMailbox } from './read-mailbox.usecase.js';

export const mailboxControllers = [MailboxController];
export const mailboxProviders = [MailboxRepository, ReadMailbox];
