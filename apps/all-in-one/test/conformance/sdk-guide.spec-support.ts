import { type Sdk, sdks } from './sdk-register.spec-support.js';

const columns = ['SDK', 'Version', 'Tried as', 'To set', 'To know'];

function triedAs({ run }: Sdk): string {
  if (run.kind === 'process') return 'itself';
  return run.kind === 'page' ? 'itself, in Chromium' : 'its documented bytes';
}

/** The table of docs/guides/sdks.md, cell by cell: what the conformance suite runs and nothing else. */
export function guideRows(): string[][] {
  const named = (text: string): string => (text.includes('`') ? text : `\`${text}\``);
  return [
    columns,
    ...sdks.map((sdk) => [
      sdk.title.includes(',') || sdk.title.includes('(') ? sdk.title : named(sdk.title),
      sdk.version,
      triedAs(sdk),
      sdk.needs,
      sdk.limits,
    ]),
  ];
}
