import { BrowseGroups } from './browse-groups.usecase.js';
import { FindGroup } from './find-group.js';
import { GroupsOfChunk } from './groups-of-chunk.js';
import { LockPerson } from './lock-person.js';
import { GroupReader } from './persistence/group-reader.repository.js';
import { GroupsRepository } from './persistence/groups.repository.js';
import { MembershipsRepository } from './persistence/memberships.repository.js';
import { RemoveMember } from './remove-member.usecase.js';
import { SaveGroups } from './save-groups.js';
import { SetGroupTraits } from './set-group-traits.usecase.js';
import { TellGroups } from './tell-groups.js';

/** Providers of this room, for the door. */
export const groupProviders = [
  BrowseGroups,
  FindGroup,
  GroupReader,
  GroupsOfChunk,
  GroupsRepository,
  LockPerson,
  MembershipsRepository,
  RemoveMember,
  SaveGroups,
  SetGroupTraits,
  TellGroups,
];
