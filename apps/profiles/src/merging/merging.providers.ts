import { BrowseMerges } from './browse-merges.usecase.js';
import { DecidedChange } from './decided-change.js';
import { LiftSeparation } from './lift-separation.usecase.js';
import { MergeProfiles } from './merge-profiles.usecase.js';
import { MergingRepository } from './merging.repository.js';
import { UnmergeProfiles } from './unmerge-profiles.usecase.js';

export const mergingProviders = [
  BrowseMerges,
  DecidedChange,
  LiftSeparation,
  MergeProfiles,
  MergingRepository,
  UnmergeProfiles,
];
