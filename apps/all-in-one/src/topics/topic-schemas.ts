import { topicRegistry, type TopicDefinition } from '@rapport/contracts';
import type { JsonSchema } from './json-schema.js';
import { ContractSchemas } from './schema-of-contract.js';

/** A topic with the schema of its records. */
export interface DescribedTopic extends TopicDefinition {
  /** `events`, as in `rapport.events.v1`. */
  short: string;
  /** Names of the definitions that a record's value may be. */
  variants: string[];
  schema: JsonSchema & { definitions: Record<string, JsonSchema> };
}

/** Every topic of the registry, with the schema that its type has. */
export function describeTopics(): DescribedTopic[] {
  const contracts = new ContractSchemas();
  return topicRegistry.map((topic) => {
    const variants = contracts.variantsOf(topic.record);
    const schema = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      $id: `urn:rapport:topic:${topic.name}`,
      title: topic.title,
      description: `The value of a record of ${topic.name}: ${topic.says}.`,
      oneOf: variants.map((name) => ({ $ref: `#/definitions/${name}` })),
      definitions: contracts.definitionsOf(variants),
    };
    return { ...topic, short: topic.name.split('.').slice(1, -1).join('.'), variants, schema };
  });
}
