import { Injectable } from '@nestjs/common';
import { fieldProblem } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { Recipient } from '../recipients/domain/recipient.js';
import { invalidReference } from '../recipients/domain/invalid-reference.js';
import { RecipientRepository } from '../recipients/recipient.repository.js';
import { isEmailAddress } from '../render/domain/email-address.js';
import type { SendTo } from './messages.dto.js';

/** Whom `to` means. A bare address creates nobody; when somebody has it, that person is meant as well. */
@Injectable()
export class MessageTarget {
  constructor(private readonly recipients: RecipientRepository) {}

  /** @throws ProblemError `validation_failed`, `invalid_reference`, `unknown_ref`, `invalid_address` */
  async resolve(
    tx: EntityManager,
    workspaceId: string,
    { profile, address }: SendTo,
  ): Promise<{ profileId: string | null; address: string | null }> {
    if (profile === undefined && address === undefined) {
      throw fieldProblem('to', 'required', 'needs a profile or an address');
    }
    const person = profile === undefined ? undefined : await this.person(tx, workspaceId, profile);
    if (address !== undefined && !isEmailAddress(address)) {
      throw fieldProblem(
        'to.address',
        'invalid_address',
        'must be one plain email address',
        'invalid_address',
      );
    }
    if (person) return { profileId: person.profileId, address: address ?? null };
    const owner = await this.recipients.findByReference(workspaceId, `email:${address}`, tx);
    return { profileId: owner === 'invalid' ? null : (owner?.profileId ?? null), address: address ?? null };
  }

  private async person(tx: EntityManager, workspaceId: string, reference: string): Promise<Recipient> {
    const person = await this.recipients.findByReference(workspaceId, reference, tx);
    if (person === 'invalid') throw invalidReference('to.profile');
    if (!person) throw fieldProblem('to.profile', 'unknown_ref', 'names nobody', 'unknown_ref');
    return person;
  }
}
