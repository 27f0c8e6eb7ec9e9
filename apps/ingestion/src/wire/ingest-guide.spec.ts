import { readFileSync } from 'node:fs';
import { eventFlags } from '@rapport/contracts';
import { rejectionCodes } from '@rapport/events';
import { limits } from '@rapport/kernel';
import { mostBytes, mostEvents } from '../accept/admission.js';
import { limitBounds } from '../accept/domain/adapt-limit.js';
import { oauthErrors } from '../oauth/domain/oauth-refusal.js';
import { wireRefusalCodes } from './domain/wire-refusal.js';
import { wireRoutes } from './domain/wire-routes.js';
import { bodyDeadlineMs } from './read-body.js';

const guide = readFileSync('docs/guides/ingest.md', 'utf8');
const between = (from: string, to: string) => guide.slice(guide.indexOf(from), guide.indexOf(to));
const limitsTable = between('## Limits', '## Times');
const answers = between('## Answers', '## Limits');

const count = (value: number) => value.toLocaleString('en');
const kib = (bytes: number) => `${bytes / 1024} KiB`;
const mib = (bytes: number) => `${bytes / 1024 / 1024} MiB`;

/** How the guide puts each limit; one that is added has to be put, too. */
const put: Record<keyof typeof limits, string> = {
  wireBodyBytes: `${mib(limits.wireBodyBytes)} inflated`,
  wireBatchItems: `${count(limits.wireBatchItems)} events`,
  managementBodyBytes: mib(limits.managementBodyBytes),
  managementCompressedBytes: `${kib(limits.managementCompressedBytes)} of gzip`,
  managementBatchItems: `${limits.managementBatchItems} events`,
  urlLength: `a URL of ${count(limits.urlLength)} characters`,
  eventBytes: kib(limits.eventBytes),
  depth: `nested ${limits.depth} deep`,
  keysPerEvent: `${count(limits.keysPerEvent)} keys`,
  keyLength: `keys of ${limits.keyLength} characters`,
  eventStringLength: kib(limits.eventStringLength),
  traitStringLength: `a trait ${kib(limits.traitStringLength)}`,
  arrayLength: `arrays of ${limits.arrayLength}`,
  deadLetterBytes: `first ${kib(limits.deadLetterBytes)} are kept`,
  identifierLength: `identifiers ${limits.identifierLength} characters`,
  eventNameLength: `names and categories ${limits.eventNameLength} characters`,
  messageIdLength: `1–${limits.messageIdLength} of`,
  importBytes: mib(limits.importBytes),
  importRows: `${count(limits.importRows)} rows`,
  importColumns: `${limits.importColumns} columns`,
  importRowBytes: `rows of ${kib(limits.importRowBytes)}`,
  traitsPerProfile: `${limits.traitsPerProfile} traits`,
  traitBytesPerProfile: kib(limits.traitBytesPerProfile),
  identifiersPerProfile: `${limits.identifiersPerProfile} identifiers`,
  groupsPerProfile: `${limits.groupsPerProfile} groups`,
};

describe('the guide to sending events', () => {
  it.each(wireRefusalCodes)('explains the code %s of a request', (code) => {
    expect(answers).toContain(`\`${code}\``);
  });

  it.each(rejectionCodes)('explains the code %s of an event', (code) => {
    expect(answers.slice(answers.indexOf('Code of an event'))).toContain(`\`${code}\``);
  });

  it.each(eventFlags)('explains the flag %s', (flag) => {
    expect(answers.slice(answers.indexOf('_flagged_'))).toContain(`\`${flag}\``);
  });

  it.each(oauthErrors)('explains the error %s of a token request', (error) => {
    expect(between('## Sign', '## Paths')).toContain(`\`${error}\``);
  });

  it.each(Object.entries(put))('names the limit %s: %s', (_, text) => {
    expect(limitsTable).toContain(text);
  });

  it('names what one instance holds at a time, and how long a body may take', () => {
    expect(limitsTable).toContain(`${mib(mostBytes)} of bodies; ${count(mostEvents)} events`);
    expect(limitsTable).toContain(`${limitBounds.least} to ${count(limitBounds.most)} requests at work`);
    expect(limitsTable).toContain(`${bodyDeadlineMs / 1000} s for the body`);
  });

  it.each(Object.keys(wireRoutes))('lists the path %s', (path) => {
    expect(between('## Paths', '## Answers')).toContain(`${path}\``);
  });
});
