import { Injectable } from '@nestjs/common';
import type { Problem } from '@rapport/contracts';
import { fieldOfPath } from '@rapport/kernel';
import { mismatchOf } from './domain/matches-expectation.js';
import type { TransformDraft, TransformTest } from './domain/transform-draft.js';
import { SandboxPool } from './sandbox/sandbox-pool.js';
import type { SandboxFailure } from './sandbox/sandbox-protocol.js';
import { TryTransform } from './try-transform.usecase.js';

interface Owner {
  workspaceId: string;
  name: string;
}

/** What keeps a draft's code from being published: it does not run, or one of its own tests fails. */
@Injectable()
export class CheckTransform {
  constructor(
    private readonly pool: SandboxPool,
    private readonly trial: TryTransform,
  ) {}

  /** @throws PipelineUnavailableError when there is no thread to find out */
  async execute(draft: TransformDraft, owner: Owner): Promise<Problem[]> {
    if (draft.code.trim() === '') {
      return [{ severity: 'error', code: 'required', field: 'code', message: 'The code is missing.' }];
    }
    const failure = await this.pool.check(owner.workspaceId, draft.code);
    if (failure) return [problemOfCode(failure)];
    const problems = await Promise.all(
      draft.tests.map((test, index) => this.problemOfTest(draft, owner, test, index)),
    );
    return problems.flat();
  }

  private async problemOfTest(
    { code }: TransformDraft,
    { workspaceId, name }: Owner,
    test: TransformTest,
    index: number,
  ): Promise<Problem[]> {
    const tried = await this.trial.execute({ workspaceId, name, version: null, code }, test.event);
    const field = `tests[${index}]`;
    if (!tried.ok) {
      const { path, message } = tried.error;
      const place = fieldOfPath(['event', ...path]);
      return [failedTest(`${field}.${place}`, `Test “${test.name}”: ${place} ${message}.`)];
    }
    const { events, error } = tried.value;
    const mismatch = mismatchOf(test.expect, { events, error: error?.message ?? null });
    return mismatch === null ? [] : [failedTest(field, `Test “${test.name}”: ${mismatch}.`)];
  }
}

function failedTest(field: string, message: string): Problem {
  return { severity: 'error', code: 'test_failed', field, message };
}

function problemOfCode({ kind, detail, line }: SandboxFailure): Problem {
  const code = detail.startsWith('SyntaxError')
    ? 'syntax_error'
    : kind === 'threw'
      ? 'not_runnable'
      : `limit_${kind}`;
  const where = line === null ? '' : ` (line ${line})`;
  return { severity: 'error', code, field: 'code', message: `The code cannot be used: ${detail}${where}.` };
}
