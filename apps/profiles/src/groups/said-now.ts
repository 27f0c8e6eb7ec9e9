import { apiSourceIdOf } from '@rapport/events';
import { newId } from '@rapport/kernel';
import { type Moment, momentOf } from '../apply/domain/moment.js';

/** The moment of what is said of a group by the API: that of an event which the source "API" sends now. */
export function saidNow(workspaceId: string, nowMs: number): Moment {
  const sourceId = apiSourceIdOf(workspaceId);
  return momentOf({ timestampMs: nowMs, receivedAtMs: nowMs, index: 0, sourceId, messageId: newId() });
}
