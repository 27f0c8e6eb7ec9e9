import { readFileSync } from 'node:fs';
import { guideRows } from './sdk-guide.spec-support.js';
import { sdks } from './sdk-register.spec-support.js';

/** The rows of the first table in a Markdown text, however it is aligned. */
function tableIn(markdown: string): string[][] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[ |-]+\|$/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}

describe('docs/guides/sdks.md', () => {
  it('lists exactly the SDKs and versions that the conformance suite runs', () => {
    expect(tableIn(readFileSync('docs/guides/sdks.md', 'utf8'))).toEqual(guideRows());
  });

  it.each(sdks.filter((sdk) => sdk.pinnedIn))('$id: $version is the version that is installed', (sdk) => {
    const { file, as } = sdk.pinnedIn as NonNullable<typeof sdk.pinnedIn>;
    const line = readFileSync(file, 'utf8')
      .split('\n')
      .findIndex(
        (text) =>
          text.includes(`"${as}"`) ||
          text.includes(`${as}==`) ||
          text.includes(`${as} v`) ||
          text.includes(`>${as}<`),
      );
    const pin = readFileSync(file, 'utf8')
      .split('\n')
      .slice(line, line + 2)
      .join('\n');
    expect(line).toBeGreaterThan(-1);
    expect(pin).toContain(sdk.version);
    expect(pin).not.toMatch(/[\^~]|>=/);
  });
});
