import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { publishedDocuments, topicDocuments } from './topic-documents.js';

// Run by `npm run docs:topics`, from the root of the repository; with `-- --publish` when a release is made.
const documents = process.argv.includes('--publish')
  ? new Map([...topicDocuments(), ...publishedDocuments()])
  : topicDocuments();
for (const [path, text] of documents) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
