import type { Provider } from '@nestjs/common';
import { BrowseImports } from './browse-imports.usecase.js';
import { MapImport } from './map-import.usecase.js';
import { ImportFilesRepository } from './persistence/import-files.repository.js';
import { ImportsRepository } from './persistence/imports.repository.js';
import { KnownPeopleRepository } from './persistence/known-people.repository.js';
import { PurgeImports } from './purge-imports.js';
import { RejectsFile } from './rejects/rejects-file.js';
import { ImportOperation } from './run/import.operation.js';
import { ImportRows } from './run/import-rows.usecase.js';
import { PreviewImport } from './run/preview-import.usecase.js';
import { SortRows } from './run/sort-rows.js';
import { StartImport } from './run/start-import.usecase.js';
import { AdmitFile } from './upload/admit-file.usecase.js';
import { KeepFile } from './upload/keep-file.usecase.js';

export const importProviders: Provider[] = [
  AdmitFile,
  BrowseImports,
  ImportFilesRepository,
  ImportOperation,
  ImportRows,
  ImportsRepository,
  KeepFile,
  KnownPeopleRepository,
  MapImport,
  PreviewImport,
  PurgeImports,
  RejectsFile,
  SortRows,
  StartImport,
];
