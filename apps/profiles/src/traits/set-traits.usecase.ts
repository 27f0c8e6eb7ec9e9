import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '@rapport/access';
import { headerNames, topics } from '@rapport/contracts';
import { Database } from '@rapport/database';
import { EventBus } from '@rapport/event-bus';
import { apiSourceIdOf, type Circumstances, type JudgedEvent, readItem, sealJudged } from '@rapport/events';
import { CLOCK } from '@rapport/http';
import {
  type Clock,
  fieldProblem,
  type Identifier,
  isIdentifierType,
  limits,
  newId,
  type ProblemError,
} from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { collectIdentifiers, compareStrength } from '../apply/domain/collect-identifiers.js';
import type { ProfileRef } from '../browse/domain/profile-ref.js';
import { FindProfile } from '../browse/find-profile.js';
import { EvidenceReader } from '../persistence/evidence-reader.repository.js';
import { IdentityPolicies } from '../policy/identity-policies.js';
import { itemOfTraits } from './domain/item-of-traits.js';
import { problemOfRejection, type TraitsToSet } from './domain/read-traits-body.js';

/**
 * Traits that a member or an API key sets: an identify call of the source "API" on the topic of events, where it has its place
 * in the order of everything else that was said of the person.
 */
@Injectable()
export class SetTraits {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(EventBus) private readonly bus: EventBus,
    @Inject(FindProfile) private readonly findProfile: FindProfile,
    @Inject(EvidenceReader) private readonly evidence: EvidenceReader,
    @Inject(IdentityPolicies) private readonly policies: IdentityPolicies,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * A `type:value` that nobody has becomes a person.
   * @returns the messageId of the event
   * @throws ProblemError `not_found`, `invalid_reference`, or what the door has against the traits
   */
  async execute(workspaceId: string, ref: ProfileRef, traits: TraitsToSet, actor: Actor): Promise<string> {
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const identifier = await this.addressed(tx, workspaceId, ref);
      const item = itemOfTraits(identifier, traits, actor);
      const given: Circumstances = {
        workspaceId,
        sourceId: apiSourceIdOf(workspaceId),
        receivedAtMs: this.clock.now(),
        batch: {},
        address: null,
        clientSide: false,
        externalIdIdentifies: true,
      };
      const submitted = { text: JSON.stringify(item), value: item, clean: false };
      const reading = readItem(submitted, given, newId);
      if (!reading.accepted) throw problemOfRejection(reading.rejection, traits.unset);
      const { event } = reading;
      if (!this.identifies(workspaceId, event, identifier)) throw identifiesNobody();
      if (traits.rounded && !event.flags.includes('number_precision')) event.flags.push('number_precision');
      const { key, value } = sealJudged(event, 0, given, newId);
      const headers = { [headerNames.workspace]: workspaceId };
      await this.bus.publish([{ topic: topics.events, key, value, headers }], tx);
      return event.messageId;
    });
  }

  /** What the event shall be filed under: the identifier that was named, or the strongest of the profile that was. */
  private async addressed(tx: EntityManager, workspaceId: string, ref: ProfileRef): Promise<Identifier> {
    if (ref.by === 'identifier') {
      const held = await this.findProfile.firstHeld(tx, workspaceId, ref.candidates);
      const identifier = held?.identifier ?? ref.candidates[0];
      if (!identifier || !isIdentifierType(identifier.type)) throw identifiesNobody();
      if (identifier.value.length > limits.identifierLength) throw identifiesNobody();
      return identifier;
    }
    const profileId = await this.findProfile.require(tx, workspaceId, ref);
    const identifiers = await this.evidence.identifiers(tx, workspaceId, profileId);
    const [strongest] = identifiers.filter(({ seen }) => seen !== null).sort(compareStrength);
    if (!strongest) throw new Error('a profile without identifiers');
    return strongest;
  }

  /** Whether the consumer will take the event for one about this identifier; of a type that nobody declared it will not. */
  private identifies(workspaceId: string, { content }: JudgedEvent, { type, value }: Identifier): boolean {
    const found = collectIdentifiers(content, this.policies.find(workspaceId));
    return found.some((one) => one.type === type && one.value === value);
  }
}

function identifiesNobody(): ProblemError {
  const message = 'must be an identifier that can identify a person, of a type that the workspace knows';
  return fieldProblem('path.ref', 'format', message, 'invalid_reference');
}
