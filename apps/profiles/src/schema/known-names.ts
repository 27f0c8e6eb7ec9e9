import { Inject, Injectable } from '@nestjs/common';
import { afterCommit } from '@rapport/database';
import { CLOCK } from '@rapport/http';
import type { Clock } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { SchemaNamesRepository } from '../persistence/schema-names.repository.js';
import { nameKey, type SchemaName } from './domain/admitted-counts.js';

/** Keys remembered over all workspaces; when there are more, the next chunks ask again. */
const mostRemembered = 100_000;
/** A workspace that has no room left is not asked for room again within this time. */
const fullForMs = 60_000;

/**
 * Which names the schema of a workspace holds. Names are few and events many, so that a chunk of known names costs no
 * statement: a name is written when it is new and then once a day, which is how it stays.
 */
@Injectable()
export class KnownNames {
  /** Key to the day on which the name was last written. */
  private readonly writtenOn = new Map<string, string>();
  private readonly fullUntil = new Map<string, number>();

  constructor(
    @Inject(SchemaNamesRepository) private readonly names: SchemaNamesRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Takes in new names as far as there is room. @returns whether a name is held */
  async admit(
    tx: EntityManager,
    given: readonly (SchemaName & { firstMs: number })[],
    today: string,
  ): Promise<(name: SchemaName) => boolean> {
    const asked = given.filter((name) => this.writtenOn.get(nameKey(name)) !== today);
    const held = asked.length === 0 ? new Set<string>() : await this.write(tx, asked, today);
    afterCommit(tx, () => this.remember(held, today));
    const givenKeys = new Set(given.map(nameKey));
    const refused = new Set(asked.map(nameKey).filter((key) => !held.has(key)));
    return (name) => givenKeys.has(nameKey(name)) && !refused.has(nameKey(name));
  }

  private async write(
    tx: EntityManager,
    asked: readonly (SchemaName & { firstMs: number })[],
    today: string,
  ): Promise<Set<string>> {
    const held = new Set((await this.names.confirm(tx, asked, today)).map(nameKey));
    const now = this.clock.now();
    const unknown = asked.filter((name) => !held.has(nameKey(name)) && !this.isFull(scopeOf(name), now));
    if (unknown.length === 0) return held;
    for (const name of await this.names.takeIn(tx, unknown, today)) held.add(nameKey(name));
    for (const name of unknown) {
      if (!held.has(nameKey(name))) this.fullUntil.set(scopeOf(name), now + fullForMs);
    }
    return held;
  }

  private isFull(scope: string, now: number): boolean {
    const until = this.fullUntil.get(scope);
    if (until !== undefined && until <= now) this.fullUntil.delete(scope);
    return until !== undefined && until > now;
  }

  private remember(keys: ReadonlySet<string>, today: string): void {
    if (this.writtenOn.size + keys.size > mostRemembered) this.writtenOn.clear();
    if (this.fullUntil.size > mostRemembered) this.fullUntil.clear();
    for (const key of keys) this.writtenOn.set(key, today);
  }
}

/** What may be full for a name: the events of its workspace, or the paths of its event. */
function scopeOf(name: SchemaName): string {
  return name.path === '' ? `events of ${name.workspaceId}` : nameKey({ ...name, path: '' });
}
