import { readFileSync } from 'node:fs';
import { asyncApiOf } from './asyncapi.js';
import { topicPage, topicsIndex } from './topic-page.js';
import { describeTopics } from './topic-schemas.js';

export const schemaFolder = 'libs/contracts/src/schemas';
export const docsFolder = 'docs/topics';

/** Every generated file about topics, by its path from the root of the repository. */
export function topicDocuments(topics = describeTopics()): Map<string, string> {
  const promise = readFileSync(`${docsFolder}/promise.md`, 'utf8');
  return new Map([
    ...topics.map(({ short, schema }): [string, string] => [
      `${schemaFolder}/${short}.v1.schema.json`,
      textOf(schema),
    ]),
    ...topics.map((topic): [string, string] => [`${docsFolder}/${topic.short}.md`, topicPage(topic)]),
    [`${docsFolder}/README.md`, topicsIndex(topics, promise)],
    [`${docsFolder}/asyncapi.yaml`, asyncApiOf(topics)],
  ]);
}

/** What a release promises: its schemas as they are now, with which every later change is compared. */
export function publishedDocuments(): Map<string, string> {
  const topics = describeTopics();
  const keys = topics.map(({ name, key, partitions }) => ({ name, key, partitions }));
  return new Map([
    ...topics.map(({ short, schema }): [string, string] => [
      `${docsFolder}/published/v1/${short}.v1.schema.json`,
      textOf(schema),
    ]),
    [`${docsFolder}/published/v1/topics.json`, textOf(keys)],
  ]);
}

function textOf(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
