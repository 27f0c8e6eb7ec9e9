import { eventTypes } from '@rapport/contracts';
import { limits } from '@rapport/kernel';

const identifier = {
  oneOf: [{ type: 'string', maxLength: limits.identifierLength }, { type: 'number' }],
  nullable: true,
};
const object = { type: 'object', additionalProperties: true };
const instant = { type: 'string', format: 'date-time' };

/** What the API description says of the body. The door checks items by hand: one bad item must not refuse the others. */
export const sendEventsSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['events'],
  properties: {
    sourceId: { type: 'string', description: 'src_…; required with an API key' },
    mode: {
      enum: ['live', 'backfill'],
      default: 'live',
      description:
        'backfill, with an API key only: history, which changes profiles and timelines and starts no journey',
    },
    sentAt: instant,
    events: {
      type: 'array',
      minItems: 1,
      maxItems: limits.managementBatchItems,
      items: {
        type: 'object',
        required: ['type'],
        properties: {
          type: { enum: [...eventTypes] },
          messageId: { type: 'string', pattern: '^[A-Za-z0-9._:-]{1,100}$' },
          userId: identifier,
          anonymousId: identifier,
          groupId: identifier,
          previousId: identifier,
          event: { type: 'string', maxLength: limits.eventNameLength },
          name: { type: 'string', maxLength: limits.eventNameLength },
          category: { type: 'string', maxLength: limits.eventNameLength },
          traits: object,
          properties: object,
          context: object,
          integrations: object,
          timestamp: instant,
          originalTimestamp: instant,
        },
      },
    },
  },
};
