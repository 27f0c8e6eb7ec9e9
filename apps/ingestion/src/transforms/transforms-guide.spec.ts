import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@rapport/kernel';
import { CheckTransform } from './check-transform.js';
import { parseTransformDraft } from './domain/parse-transform-draft.js';
import { sandboxLimits } from './sandbox/sandbox-limits.js';
import { SandboxPool } from './sandbox/sandbox-pool.js';
import { TryTransform } from './try-transform.usecase.js';

const guide = readFileSync(join(__dirname, '../../../../docs/guides/transforms.md'), 'utf8');
const examples = [...guide.matchAll(/^### (.+)\n\n```js\n([^]+?)```\n\n```json\n([^]+?)```/gm)].map(
  ([, name = '', code = '', tests = '']) => ({ name, code, tests: JSON.parse(tests) as unknown }),
);

const pool = new SandboxPool();
afterAll(() => pool.onApplicationShutdown());

describe('docs/guides/transforms.md', () => {
  it('shows the five things that transforms are for, and how to refuse', () => {
    expect(examples.map(({ name }) => name)).toEqual([
      'Rename',
      'Drop',
      'Redact',
      'Enrich',
      'Split',
      'Refuse',
    ]);
  });

  it('names the limits that hold', () => {
    const { eventMs, requestMs, memoryBytes, eventsPerSplit, codeLength, logLines } = sandboxLimits;
    const row = (text: string) => expect(guide).toMatch(new RegExp(`\\| ${text} +\\|`));
    row(`time for one event in one transform +\\| ${eventMs} ms`);
    row(`time for all events of one request +\\| ${requestMs / 1000} s`);
    row(`memory, the engine's own share included +\\| ${memoryBytes / 1024 / 1024} MB`);
    row(`events that one may become +\\| ${eventsPerSplit}`);
    row(`code +\\| ${codeLength.toLocaleString('en')} characters`);
    row(
      `message of a failure; lines of a test log +\\| ${sandboxLimits.messageLength} characters; ${logLines}`,
    );
  });

  it.each(examples)('does what it shows: $name', async ({ name, code, tests }) => {
    const { draft, faults } = parseTransformDraft({ code, tests }, '');
    expect(faults).toEqual([]);
    expect(draft.tests.length).toBeGreaterThan(0);
    const checks = new CheckTransform(pool, new TryTransform(pool, systemClock));
    expect(await checks.execute(draft, { workspaceId: 'w1', name })).toEqual([]);
  });
});
