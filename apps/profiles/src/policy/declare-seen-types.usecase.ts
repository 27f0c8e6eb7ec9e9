import { Inject, Injectable } from '@nestjs/common';
import { systemActor } from '@rapport/access';
import { CLOCK } from '@rapport/http';
import { type Clock } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { ChunkEvent } from '../apply/chunk.js';
import { IdentityReader } from '../persistence/identity-reader.repository.js';
import { declareSeenTypes } from './domain/declare-seen-types.js';
import { defaultSettings, defaultVersion } from './domain/policy-settings.js';
import { PolicyRepository } from './persistence/policy.repository.js';

/**
 * A type of identifiers that a server sends is declared when it is seen first, while the sum of the limits allows
 * (identity.md 3.1). One that somebody has taken out of the policy stays out: it is not seen for the first time.
 */
@Injectable()
export class DeclareSeenTypes {
  constructor(
    @Inject(IdentityReader) private readonly reader: IdentityReader,
    @Inject(PolicyRepository) private readonly policies: PolicyRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Needs no statement for events that bring no new type. @returns whether the policy of some workspace has changed */
  async execute(tx: EntityManager, events: readonly ChunkEvent[]): Promise<boolean> {
    const seen = new Map<string, Set<string>>();
    for (const { event, unknownTypes } of events) {
      if (!event.serverSide || unknownTypes.length === 0) continue;
      seen.set(event.workspaceId, new Set([...(seen.get(event.workspaceId) ?? []), ...unknownTypes]));
    }
    let isNew = false;
    for (const [workspaceId, types] of seen)
      isNew ||= (await this.planned(tx, workspaceId, types)) !== undefined;
    if (!isNew) return false;
    await this.reader.lockWorkspaces(tx, [...new Set(events.map(({ event }) => event.workspaceId))], true);
    for (const [workspaceId, types] of seen) {
      const next = await this.planned(tx, workspaceId, types);
      if (next) await this.policies.add(tx, workspaceId, next);
    }
    return true;
  }

  private async planned(
    tx: EntityManager,
    workspaceId: string,
    types: ReadonlySet<string>,
  ): Promise<Parameters<PolicyRepository['add']>[2] | undefined> {
    const current = (await this.policies.newest(tx, workspaceId)) ?? defaultVersion;
    const known = new Set([
      ...defaultSettings.types.map(({ type }) => type),
      ...(await this.policies.everDeclared(tx, workspaceId)),
    ]);
    const settings = declareSeenTypes(
      current.settings,
      [...types].filter((type) => !known.has(type)),
    );
    if (settings === current.settings) return undefined;
    const { version, walkVersion } = current;
    const changedAt = new Date(this.clock.now());
    return { version: version + 1, walkVersion, settings, changedAt, changedBy: systemActor };
  }
}
