import { Injectable } from '@nestjs/common';
import { fieldProblem } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { Recipient } from '../recipients/domain/recipient.js';
import { invalidReference } from '../recipients/domain/invalid-reference.js';
import { parseProfileReference } from '../recipients/domain/parse-profile-reference.js';
import { RecipientRepository } from '../recipients/recipient.repository.js';
import { isEmailAddress } from '../render/domain/email-address.js';
import type { SendTo } from './messages.dto.js';

/** Whom a message goes to; `anchor` is absent where the caller named nobody by an identifier. */
export interface ResolvedTarget {
  profileId: string | null;
  address: string | null;
  anchor?: string;
}

/** Whom `to` means. A bare address creates nobody; when somebody has it, that person is meant as well. */
@Injectable()
export class MessageTarget {
  constructor(private readonly recipients: RecipientRepository) {}

  /** @throws ProblemError `validation_failed`, `invalid_reference`, `unknown_ref`, `invalid_address` */
  async resolve(
    tx: EntityManager,
    workspaceId: string,
    { profile, address }: SendTo,
  ): Promise<ResolvedTarget> {
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
    if (person && profile !== undefined) return targetOf(person, profile, address ?? null);
    const reference = `email:${address}`;
    const owner = await this.recipients.findByReference(workspaceId, reference, tx);
    if (owner === undefined || owner === 'invalid') return { profileId: null, address: address ?? null };
    return targetOf(owner, reference, address ?? null);
  }

  private async person(tx: EntityManager, workspaceId: string, reference: string): Promise<Recipient> {
    const person = await this.recipients.findByReference(workspaceId, reference, tx);
    if (person === 'invalid') throw invalidReference('to.profile');
    if (!person) throw fieldProblem('to.profile', 'unknown_ref', 'names nobody', 'unknown_ref');
    return person;
  }
}

/** The identifier that named her, as it is stored: after an unmerge the message is with whoever holds it. */
function targetOf(person: Recipient, reference: string, address: string | null): ResolvedTarget {
  const parsed = parseProfileReference(reference);
  const spellings = parsed?.by === 'identifier' ? parsed.identifiers : [];
  const anchor = spellings.find((one) => person.identifiers.includes(one));
  return { profileId: person.profileId, address, ...(anchor !== undefined && { anchor }) };
}
