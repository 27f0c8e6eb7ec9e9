import { readFileSync } from 'node:fs';
import { settingsSchema } from './settings.js';
import { settingsGuide } from './settings-guide.js';

describe('the page of settings', () => {
  it('is what the schema says (npm run docs:settings writes it)', () => {
    expect(readFileSync('docs/guides/settings.md', 'utf8')).toBe(settingsGuide());
  });

  it('describes every setting', () => {
    for (const [name, schema] of Object.entries(settingsSchema.shape)) {
      expect(settingsGuide()).toContain(`- \`${name}\`: ${schema.meta()?.description ?? 'MISSING'}`);
    }
  });
});
