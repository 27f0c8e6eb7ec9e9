import { Inject, Injectable } from '@nestjs/common';
import { WorkspaceDirectory } from '@rapport/access';
import { normaliseIdentifier, ProblemError, publicId, uuidOf } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { groupIdOf } from '../apply/derive-ids.js';
import { partsOfMoment } from '../apply/domain/moment.js';
import { ApiRefusal } from './domain/api-error.js';
import { AccountRepository } from './persistence/account.repository.js';
import {
  type ApiEventRow,
  type ApiEvents,
  ApiEventsRepository,
} from './persistence/api-events.repository.js';
import { LinksRepository } from './persistence/links.repository.js';
import type { Collection, ExternalId, LinksPage, Subject, SubjectMetadata, SubjectTrait } from './subject.js';

/** The groups that people belong to, which Segment calls accounts. */
@Injectable()
export class AccountsCollection implements Collection {
  readonly name = 'accounts';

  constructor(
    @Inject(WorkspaceDirectory) private readonly workspaces: WorkspaceDirectory,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(ApiEventsRepository) private readonly apiEvents: ApiEventsRepository,
    @Inject(LinksRepository) private readonly people: LinksRepository,
  ) {}

  async resolve(tx: EntityManager, workspaceId: string, ref: string): Promise<Subject> {
    const account = await this.accounts.named(tx, workspaceId, await this.idsNamed(workspaceId, ref));
    if (!account) throw new ProblemError('not_found');
    return { workspaceId, id: account.id, publicId: publicId('grp', account.id), value: account.value };
  }

  async traits(tx: EntityManager, subject: Subject, verbose: boolean): Promise<SubjectTrait[]> {
    const traits = await this.accounts.traits(tx, subject);
    return verbose ? traits : traits.map(({ key, value }) => ({ key, value }));
  }

  async externalIds(tx: EntityManager, subject: Subject): Promise<ExternalId[]> {
    const moments = await this.accounts.moments(tx, subject);
    const { id: nodeId, value = '' } = subject;
    return moments ? [{ nodeId, type: 'group_id', value, moment: moments.first }] : [];
  }

  async events(tx: EntityManager, subject: Subject, wanted: ApiEvents): Promise<ApiEventRow[]> {
    return this.apiEvents.ofAccount(tx, subject.workspaceId, subject.id, wanted);
  }

  async metadata(tx: EntityManager, subject: Subject): Promise<SubjectMetadata> {
    const moments = await this.accounts.moments(tx, subject);
    if (!moments) throw new ProblemError('not_found');
    const [first, last] = [partsOfMoment(moments.first), partsOfMoment(moments.last)];
    return {
      createdAt: new Date(first.receivedAtMs),
      updatedAt: new Date(last.receivedAtMs),
      firstMoment: moments.first,
      last,
    };
  }

  async links(
    tx: EntityManager,
    subject: Subject,
    page: { from: string | undefined; limit: number },
  ): Promise<LinksPage> {
    return this.people.peopleOf(tx, subject, page);
  }

  /** As given, then in lower case; or the id of ours. */
  private async idsNamed(workspaceId: string, ref: string): Promise<string[]> {
    const colon = ref.indexOf(':');
    if (colon < 0) return [uuidOf('grp', ref) ?? []].flat();
    if (ref.slice(0, colon) !== 'group_id') {
      throw new ApiRefusal(400, 'validation_error', 'The parameter `ref` of an account must be group_id:….');
    }
    const raw = ref.slice(colon + 1);
    const values = new Set(
      [raw, raw.toLowerCase()].flatMap((one) => normaliseIdentifier('group_id', one) ?? []),
    );
    const key = (await this.workspaces.get(workspaceId))?.identityKey;
    return key ? [...values].filter((one) => !one.includes('\0')).map((one) => groupIdOf(key, one)) : [];
  }
}
