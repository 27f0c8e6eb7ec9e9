import { EvidenceReader } from '../../persistence/evidence-reader.repository.js';
import { IdentityChangesRepository } from '../../persistence/identity-changes.repository.js';
import { BrowseEvidence } from './browse-evidence.usecase.js';
import { BrowseIdentityChanges } from './browse-identity-changes.usecase.js';

export const evidenceProviders = [
  BrowseEvidence,
  BrowseIdentityChanges,
  EvidenceReader,
  IdentityChangesRepository,
];
