import { Injectable } from '@nestjs/common';
import type { JourneyDraft, TemplateDraft } from '@rapport/contracts';
import type { EntityManager } from 'typeorm';
import { RenderKilledError, RenderPool } from '../render/render-pool.js';
import { type ContentReads, nothingRead } from './domain/content-reads.js';
import { journeyReads } from './domain/journey-reads.js';
import { templateReads, type UsedVariable } from './domain/template-reads.js';
import { FieldUsesRepository, type UsingObject } from './field-uses.repository.js';

const mostRemembered = 5_000;
/** Contents read from the database and given to the workers at a time: a page of templates may be 50 MB. */
const atOnce = 50;

/**
 * What contents read, remembered by their checksum: a version never changes, and a draft that does has another checksum.
 * So a workspace is parsed once, and then only what was edited.
 */
@Injectable()
export class ReadsByChecksum {
  private readonly known = new Map<string, ContentReads>();

  constructor(
    private readonly objects: FieldUsesRepository,
    private readonly pool: RenderPool,
  ) {}

  /** @returns reads by `kind checksum` of every draft and current version of the objects */
  async of(
    tx: EntityManager,
    workspaceId: string,
    objects: readonly UsingObject[],
  ): Promise<Map<string, ContentReads>> {
    const found = new Map<string, ContentReads>();
    const unread = objects.filter((object) => {
      const keys = keysOf(object);
      for (const key of keys) {
        const known = this.known.get(key);
        if (known) found.set(key, known);
      }
      return keys.some((key) => !found.has(key));
    });
    for (let from = 0; from < unread.length; from += atOnce) {
      await this.read(tx, workspaceId, unread.slice(from, from + atOnce), found);
    }
    return found;
  }

  private async read(
    tx: EntityManager,
    workspaceId: string,
    objects: readonly UsingObject[],
    into: Map<string, ContentReads>,
  ): Promise<void> {
    const rows = await this.objects.contents(
      tx,
      workspaceId,
      objects.map(({ id }) => id),
    );
    const contents = new Map(rows.map(({ checksum, content }) => [checksum, content]));
    for (const object of objects) {
      for (const [key, checksum] of checksumsOf(object)) {
        const content = contents.get(checksum);
        if (into.has(key) || content === undefined) continue;
        into.set(key, await this.readOne(object.kind, content));
      }
    }
    if (this.known.size + into.size > mostRemembered) this.known.clear();
    for (const [key, reads] of into) this.known.set(key, reads);
  }

  private async readOne(kind: UsingObject['kind'], content: unknown): Promise<ContentReads> {
    if (kind === 'journey') return journeyReads(content as JourneyDraft);
    const variants = new Map<string, UsedVariable[]>();
    for (const [locale, variant] of Object.entries((content as TemplateDraft).variants)) {
      try {
        variants.set(locale, (await this.pool.inspect(variant)).variables);
      } catch (error) {
        // It parsed in time when it was stored; the machine is busy now, and the rest is worth telling.
        if (!(error instanceof RenderKilledError)) throw error;
      }
    }
    return templateReads(variants);
  }
}

/** What an object reads in one of its forms. */
export function readsIn(
  found: ReadonlyMap<string, ContentReads>,
  kind: UsingObject['kind'],
  checksum: string,
): ContentReads {
  return found.get(`${kind} ${checksum}`) ?? nothingRead;
}

function checksumsOf({ kind, draftChecksum, publishedChecksum }: UsingObject): [string, string][] {
  return [draftChecksum, publishedChecksum].flatMap((checksum): [string, string][] =>
    checksum === null ? [] : [[`${kind} ${checksum}`, checksum]],
  );
}

function keysOf(object: UsingObject): string[] {
  return checksumsOf(object).map(([key]) => key);
}
