import { recordKey } from '@rapport/contracts';
import { normaliseIdentifier } from '@rapport/kernel';

/**
 * Everything of one person goes to one partition: by userId, else by anonymousId. A value that identifies nobody
 * (`null`, `undefined`, `guest` …) is passed over, so that all broken clients together do not fill one partition.
 */
export function choosePartitionKey(
  workspaceId: string,
  userId: string | null,
  anonymousId: string | null,
  messageId: string,
): string {
  const person =
    normaliseIdentifier('user_id', userId) ?? normaliseIdentifier('anonymous_id', anonymousId) ?? messageId;
  return recordKey(workspaceId, person);
}
