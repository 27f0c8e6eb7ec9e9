import { Injectable } from '@nestjs/common';
import { afterCommit } from '@rapport/database';
import type { EntityManager } from 'typeorm';
import { OperationRunner } from './operation-runner.js';
import { OperationsRepository, type NewOperation } from './operations.repository.js';
import type { Operation } from './operation.js';

/** Begins long work: it exists exactly if `tx` commits, and is taken on at once. */
@Injectable()
export class StartOperation {
  constructor(
    private readonly operations: OperationsRepository,
    private readonly runner: OperationRunner,
  ) {}

  async execute(operation: NewOperation, tx: EntityManager): Promise<Operation> {
    const added = await this.operations.add(operation, tx);
    afterCommit(tx, () => this.runner.wake());
    return added;
  }
}
