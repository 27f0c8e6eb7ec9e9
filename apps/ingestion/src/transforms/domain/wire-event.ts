import type { JsonObject, JsonValue } from '@rapport/contracts';
import type { JudgedEvent } from '@rapport/events';
import { toIso } from '@rapport/kernel';

/**
 * An event as a transform sees it: the shape of the SDK wire (ingest.md 2.1), normalised. What the event has not is left
 * out; `timestamp` stands on our clock. `messageId` is for reading: whatever comes back, the event keeps its own.
 */
export function wireEventOf({ messageId, content, time }: JudgedEvent): JsonObject {
  const { type, name, category, context } = content;
  const event: JsonObject = { type, messageId };
  const put = (field: string, value: JsonValue): void => {
    if (value !== null) event[field] = value;
  };
  put('userId', content.userId);
  put('anonymousId', content.anonymousId);
  put('groupId', content.groupId);
  put('previousId', content.previousId);
  put(type === 'track' ? 'event' : 'name', name);
  put('category', category);
  put('properties', content.properties);
  put('traits', content.traits);
  event.context = context;
  put('integrations', content.integrations);
  event.timestamp = toIso(time.timestamp);
  return event;
}
