import { BrowseMessages } from './browse-messages.usecase.js';
import { MessageSubject } from './message-subject.js';
import { MessageTarget } from './message-target.js';
import { MessagesController } from './messages.controller.js';
import { MessagesRepository } from './messages.repository.js';
import { ReadContent } from './read-content.usecase.js';
import { SendLedger } from './send-ledger.js';
import { SendMessage } from './send-message.usecase.js';

export const messagesControllers = [MessagesController];
export const messagesProviders = [
  MessagesRepository,
  BrowseMessages,
  ReadContent,
  MessageTarget,
  MessageSubject,
  SendLedger,
  SendMessage,
];
