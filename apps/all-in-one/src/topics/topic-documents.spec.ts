import { readFileSync } from 'node:fs';
import { DiagnosticSeverity, Parser } from '@asyncapi/parser';
import { topicFaults } from '@rapport/testing';
import { topicDocuments } from './topic-documents.js';
import { topicExamples } from './topic-examples.js';
import { type DescribedTopic, describeTopics } from './topic-schemas.js';

let documents: Map<string, string>;
let topics: DescribedTopic[];
beforeAll(() => {
  topics = describeTopics();
  documents = topicDocuments(topics);
}, 60_000);

describe('the files about topics', () => {
  it('are what the registry and the types say (npm run docs:topics writes them)', () => {
    for (const [path, text] of documents) expect([path, readFileSync(path, 'utf8')]).toEqual([path, text]);
  });

  it('are a valid AsyncAPI 3.0 document, without an error or a warning', async () => {
    const { document, diagnostics } = await new Parser().parse(
      documents.get('docs/topics/asyncapi.yaml') ?? '',
    );
    expect(
      diagnostics.filter(({ severity }) => Number(severity) <= Number(DiagnosticSeverity.Warning)),
    ).toEqual([]);
    expect(document?.version()).toBe('3.0.0');
    expect(
      document
        ?.channels()
        .all()
        .map((channel) => channel.address()),
    ).toEqual(topics.map(({ name }) => name));
  });

  it('show an example of every record, which is one', () => {
    for (const { name, variants } of topics) {
      for (const variant of variants) {
        expect(topicExamples[variant]).toBeDefined();
        expect(topicFaults(name, topicExamples[variant])).toEqual([]);
      }
    }
  });
});

describe('a producer', () => {
  it('is held to the schema strictly: no field, value or kind that it does not name', () => {
    const { EventApplied: activity } = topicExamples as { EventApplied: { event: object } };
    const topic = 'rapport.profile-activity.v1';
    const wrong: object[] = [
      { ...activity, extra: 1 },
      { ...activity, kind: 'event_forgotten' },
      { ...activity, revision: 1.5 },
      { ...activity, occurredAt: 'yesterday' },
      { ...activity, mode: 'past' },
      { ...activity, profileId: 'prf_1' },
      { ...activity, event: { ...activity.event, flags: ['odd'] } },
      { ...activity, changes: undefined },
    ];
    for (const record of wrong) {
      expect(topicFaults(topic, JSON.parse(JSON.stringify(record)))).not.toEqual([]);
    }
  });
});
