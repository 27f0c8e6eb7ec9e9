import { Inject, Injectable } from '@nestjs/common';
import { ProblemError, publicId } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { isBefore } from '../apply/domain/moment.js';
import { FindProfile } from '../browse/find-profile.js';
import { EvidenceReader } from '../persistence/evidence-reader.repository.js';
import {
  type ApiEventRow,
  type ApiEvents,
  ApiEventsRepository,
} from './persistence/api-events.repository.js';
import { LinksRepository } from './persistence/links.repository.js';
import { PersonRepository } from './persistence/person.repository.js';
import type { Collection, ExternalId, LinksPage, Subject, SubjectMetadata, SubjectTrait } from './subject.js';

const foreignId = /^[a-z]{3}_[0-9A-Za-z]+$/;

/** People. */
@Injectable()
export class UsersCollection implements Collection {
  readonly name = 'users';

  constructor(
    @Inject(FindProfile) private readonly findProfile: FindProfile,
    @Inject(EvidenceReader) private readonly evidence: EvidenceReader,
    @Inject(PersonRepository) private readonly people: PersonRepository,
    @Inject(ApiEventsRepository) private readonly apiEvents: ApiEventsRepository,
    @Inject(LinksRepository) private readonly groups: LinksRepository,
  ) {}

  async resolve(tx: EntityManager, workspaceId: string, ref: string): Promise<Subject> {
    // What other systems called a profile: none of ours, but an id all the same.
    if (foreignId.test(ref) && !ref.startsWith('prf_')) throw new ProblemError('not_found');
    const id = await this.findProfile.require(tx, workspaceId, this.findProfile.parse(ref));
    return { workspaceId, id, publicId: publicId('prf', id) };
  }

  async traits(tx: EntityManager, subject: Subject, verbose: boolean): Promise<SubjectTrait[]> {
    const { traits } = await this.require(tx, subject);
    if (!verbose) return Object.entries(traits).map(([key, value]) => ({ key, value }));
    const winners = await this.evidence.traitWinners(tx, subject.workspaceId, subject.id);
    return winners.filter(({ key }) => Object.hasOwn(traits, key));
  }

  async externalIds(tx: EntityManager, subject: Subject): Promise<ExternalId[]> {
    const held = await this.evidence.identifiers(tx, subject.workspaceId, subject.id);
    return held.flatMap(({ nodeId, type, value, seen }) =>
      seen ? [{ nodeId, type, value, moment: seen }] : [],
    );
  }

  async events(tx: EntityManager, subject: Subject, wanted: ApiEvents): Promise<ApiEventRow[]> {
    return this.apiEvents.ofPerson(tx, subject.workspaceId, subject.id, wanted);
  }

  async metadata(tx: EntityManager, subject: Subject): Promise<SubjectMetadata> {
    const { createdAt, updatedAt } = await this.require(tx, subject);
    const moments = (await this.externalIds(tx, subject)).map(({ moment }) => moment);
    const firstMoment = moments.reduce((a, b) => (isBefore(b, a) ? b : a));
    return { createdAt, updatedAt, firstMoment, last: await this.people.lastEvent(tx, subject) };
  }

  async links(
    tx: EntityManager,
    subject: Subject,
    page: { from: string | undefined; limit: number },
  ): Promise<LinksPage> {
    return this.groups.accountsOf(tx, subject, page);
  }

  private async require(tx: EntityManager, subject: Subject) {
    const person = await this.people.find(tx, subject);
    if (!person) throw new ProblemError('not_found');
    return person;
  }
}
