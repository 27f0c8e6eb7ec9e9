import type { Provider } from '@nestjs/common';
import { OperationClaims } from './operation-claims.repository.js';
import { OperationRunner } from './operation-runner.js';
import { OperationTurn } from './operation-turn.js';
import { OperationsRepository } from './operations.repository.js';
import { StartOperation } from './start-operation.js';

/** What a service's module provides, besides `operationsController`, to have operations of its own. */
export const operationProviders: Provider[] = [
  OperationsRepository,
  OperationClaims,
  OperationTurn,
  OperationRunner,
  StartOperation,
];
