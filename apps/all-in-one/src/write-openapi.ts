import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { previewApp } from '@rapport/http';
import { doors } from './doors.js';
import { describeApi } from './openapi/describe-api.js';

// Run by the build, from the root of the repository, without a database: only what the routes declare is read.
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const document = describeApi(await previewApp(doors), version);
mkdirSync('dist', { recursive: true });
writeFileSync('dist/openapi.json', JSON.stringify(document));
