import { Injectable } from '@nestjs/common';
import type { EmailContent } from '@rapport/contracts';
import { fieldProblem, ProblemError, type FieldFault } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { PersonRelationsRepository } from '../relations/person-relations.repository.js';
import { objectTypeRead } from '../render/domain/variable-schema.js';
import type { Inspection, PreviewResult, RenderInput, RenderSource } from '../render/render-protocol.js';
import { RenderKilledError, RenderPool } from '../render/render-pool.js';

/** Has the worker read the Liquid of contents; what does not parse is refused before anything is stored. */
@Injectable()
export class CheckContent {
  constructor(
    private readonly pool: RenderPool,
    private readonly relations: PersonRelationsRepository,
  ) {}

  /** By the same keys. @throws ProblemError `template_error`; `places` says where each content lies in the body */
  async inspectAll(
    contents: Readonly<Record<string, EmailContent>>,
    placeOf: (key: string) => string,
  ): Promise<Map<string, Inspection>> {
    const faults: FieldFault[] = [];
    const found = await Promise.all(
      Object.entries(contents).map(async ([key, content]) => {
        const inspection = await this.inspect(content);
        const place = placeOf(key);
        for (const fault of inspection.faults) {
          faults.push({ ...fault, field: [place, fault.field].filter(Boolean).join('.') });
        }
        return [key, inspection] as const;
      }),
    );
    refuseFaults(faults);
    return new Map(found);
  }

  /** Types of objects that these contents read, and of which nobody ever sent one. */
  async unseenTypes(
    workspaceId: string,
    inspections: ReadonlyMap<string, Inspection>,
    tx?: EntityManager,
  ): Promise<Set<string>> {
    const paths = [...inspections.values()].flatMap(({ variables }) => variables.map(({ path }) => path));
    return this.relations.unseenTypes(
      workspaceId,
      paths.flatMap((path) => objectTypeRead(path) ?? []),
      tx,
    );
  }

  /** @throws ProblemError `template_error` when it takes too long */
  async preview(source: RenderSource, input: RenderInput): Promise<PreviewResult> {
    try {
      return await this.pool.preview(source, input);
    } catch (error) {
      if (!(error instanceof RenderKilledError)) throw error;
      throw fieldProblem('body.html', 'too_large', 'takes too long to render', 'template_error');
    }
  }

  private async inspect(content: EmailContent): Promise<Inspection> {
    try {
      return await this.pool.inspect(content);
    } catch (error) {
      if (!(error instanceof RenderKilledError)) throw error;
      const fault = { field: 'body.html', rule: 'too_large', message: 'takes too long to read' } as const;
      return { faults: [fault], variables: [], unsafeSchemes: [], imagesWithoutAlt: 0, rawVariables: [] };
    }
  }
}

/** @throws ProblemError 422 `template_error` when there is a fault */
export function refuseFaults(faults: FieldFault[]): void {
  if (faults.length > 0) throw new ProblemError('template_error', { errors: faults });
}
