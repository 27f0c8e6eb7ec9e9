import { readdirSync, readFileSync } from 'node:fs';

interface Package {
  dependencies: Record<string, string>;
}
const folder = 'examples/activity-consumer';
const packageOf = (path: string): Package => JSON.parse(readFileSync(path, 'utf8')) as Package;

describe('the example consumer', () => {
  it('stands on kafkajs and Node alone, in the version that Rapport is tried with', () => {
    const imported = readdirSync(folder)
      .filter((name) => name.endsWith('.mjs'))
      .flatMap((name) => readFileSync(`${folder}/${name}`, 'utf8').match(/(?<=from ')[^']+/g) ?? []);
    expect(imported.filter((name) => !/^(node:\w+|\.\/[\w-]+\.mjs)$/.test(name))).toEqual(['kafkajs']);
    const { dependencies } = packageOf(`${folder}/package.json`);
    expect(dependencies).toEqual({ kafkajs: packageOf('package.json').dependencies.kafkajs });
  });
});
