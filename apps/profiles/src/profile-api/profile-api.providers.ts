import { AccountsCollection } from './accounts.collection.js';
import { DeletionController, NamespaceDeletionController } from './deletion.controller.js';
import { AccountRepository } from './persistence/account.repository.js';
import { ApiEventsRepository } from './persistence/api-events.repository.js';
import { LinksRepository } from './persistence/links.repository.js';
import { PersonRepository } from './persistence/person.repository.js';
import { NamespaceApiController, ProfileApiController } from './profile-api.controller.js';
import { ReadProfileApi } from './read-profile-api.usecase.js';
import { UsersCollection } from './users.collection.js';

export const profileApiControllers = [
  DeletionController,
  NamespaceApiController,
  NamespaceDeletionController,
  ProfileApiController,
];

export const profileApiProviders = [
  AccountRepository,
  AccountsCollection,
  ApiEventsRepository,
  LinksRepository,
  PersonRepository,
  ReadProfileApi,
  UsersCollection,
];
