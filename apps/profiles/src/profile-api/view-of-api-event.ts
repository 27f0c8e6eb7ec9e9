import { publicId } from '@rapport/kernel';
import { collectIdentifiers } from '../apply/domain/collect-identifiers.js';
import type { IdentityPolicy } from '../apply/domain/identity-policy.js';
import { namesIn } from '../browse/evidence/whole-event.view.js';
import type { ApiEventRow } from './persistence/api-events.repository.js';
import type { ApiEventView, EventExternalId } from './profile-api.view.js';

/** An event as the Profile API shows it: whom it named, what it said, and never what it says of consent. */
export function viewOfApiEvent(row: ApiEventRow, policy: IdentityPolicy): ApiEventView {
  const { consent: _consent, ...context } = row.context;
  return {
    external_ids: externalIdsOf(row, policy),
    context,
    type: row.type,
    source_id: publicId('src', row.sourceId),
    message_id: row.messageId,
    timestamp: row.timestamp.toISOString(),
    properties: row.properties ?? {},
    ...(row.name !== null && (row.type === 'track' ? { event: row.name } : { name: row.name })),
    ...(row.traits && { traits: row.traits }),
    related: { users: publicId('prf', row.profileId) },
  };
}

function externalIdsOf(row: ApiEventRow, policy: IdentityPolicy): EventExternalId[] {
  const { type, traits, context } = row;
  return collectIdentifiers({ type, traits, context, ...namesIn(row) }, policy).map((one) => ({
    ...{ collection: 'users', type: one.type, id: one.value, encoding: 'none' },
  }));
}
