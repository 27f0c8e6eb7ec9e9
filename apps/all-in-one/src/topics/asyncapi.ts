import { stringify } from 'yaml';
import type { JsonSchema } from './json-schema.js';
import { topicExamples } from './topic-examples.js';
import type { DescribedTopic } from './topic-schemas.js';

/** The AsyncAPI 3.0 document of all topics, as YAML; complete in itself. */
export function asyncApiOf(topics: readonly DescribedTopic[]): string {
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Rapport topics',
      version: '1.0.0',
      description:
        'Topics of Rapport that other services may read, on Apache Kafka. The number in a topic’s name is the version of its ' +
        'contract. See docs/topics/README.md for what is promised. This file is generated from the registry of topics and ' +
        'the types of their records.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      kafka: { host: 'localhost:9092', protocol: 'kafka', description: 'The brokers of KAFKA_BROKERS' },
    },
    channels: Object.fromEntries(topics.map((topic) => [channelOf(topic), channel(topic)])),
    operations: Object.fromEntries(topics.map((topic) => [`send.${channelOf(topic)}`, operation(topic)])),
    components: {
      messages: Object.fromEntries(
        topics.flatMap((topic) => topic.variants.map((name) => [name, message(topic, name)])),
      ),
      schemas: Object.fromEntries(
        topics.flatMap(({ schema }) =>
          Object.entries(schema.definitions).map(([name, one]) => [name, moved(one)]),
        ),
      ),
    },
  };
  return stringify(document, { lineWidth: 110, aliasDuplicateObjects: false });
}

function channelOf({ short }: DescribedTopic): string {
  return short.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function channel(topic: DescribedTopic): object {
  return {
    address: topic.name,
    title: topic.title,
    description: [`${capital(topic.says)}.`, ...topic.promises].join('\n\n'),
    messages: Object.fromEntries(
      topic.variants.map((name) => [name, { $ref: `#/components/messages/${name}` }]),
    ),
    bindings: {
      kafka: {
        topic: topic.name,
        partitions: topic.partitions,
        topicConfiguration: { 'retention.ms': topic.retentionDays * 86_400_000 },
        bindingVersion: '0.5.0',
      },
    },
  };
}

function operation(topic: DescribedTopic): object {
  const owner = topic.owner === 'all' ? 'Every service' : capital(topic.owner);
  return {
    action: 'send',
    channel: { $ref: `#/channels/${channelOf(topic)}` },
    summary: `${owner} writes it; nobody else does.`,
  };
}

function message(topic: DescribedTopic, name: string): object {
  const { description } = topic.schema.definitions[name] ?? {};
  return {
    name,
    title: name,
    ...(description !== undefined && { summary: description }),
    contentType: 'application/json',
    headers: {
      type: 'object',
      properties: {
        workspace: {
          type: 'string',
          format: 'uuid',
          description: 'The workspace, to route a record by without parsing it',
        },
      },
    },
    payload: { $ref: `#/components/schemas/${name}` },
    bindings: { kafka: { key: { type: 'string', description: topic.key }, bindingVersion: '0.5.0' } },
    examples: [{ payload: topicExamples[name] }],
  };
}

/** References of a schema of its own, as references into this document. */
function moved(schema: JsonSchema): unknown {
  return JSON.parse(
    JSON.stringify(schema).replaceAll('"#/definitions/', '"#/components/schemas/'),
  ) as unknown;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
