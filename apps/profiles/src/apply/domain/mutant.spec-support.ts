import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformSync } from '@swc/core';
import type { MemoryIdentity } from './memory-identity.spec-support.js';

/** A defect, planted in the real code: one piece of its source, written otherwise. */
export interface Mutant {
  /** Beside this file. */
  file: string;
  /** Stands in the source exactly once. */
  original: string;
  mutated: string;
}

/** The domain as it would be with the defect. What does not depend on the changed file is the same code. */
export function withMutant({ file, original, mutated }: Mutant): typeof MemoryIdentity {
  const path = join(__dirname, file);
  const source = readFileSync(path, 'utf8');
  const places = source.split(original).length - 1;
  if (places !== 1) throw new Error(`${file} holds ${places} times, not once: ${original}`);
  const { code } = transformSync(
    source.replace(original, () => mutated),
    {
      filename: path,
      swcrc: false,
      module: { type: 'commonjs' },
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    },
  );
  let identity: typeof MemoryIdentity | undefined;
  jest.isolateModules(() => {
    jest.doMock(path, () => evaluate(code, path));
    const support = jest.requireActual<{ MemoryIdentity: typeof MemoryIdentity }>(
      './memory-identity.spec-support.js',
    );
    identity = support.MemoryIdentity;
    jest.dontMock(path);
  });
  if (!identity) throw new Error('the mutant was not loaded');
  return identity;
}

function evaluate(code: string, path: string): unknown {
  const module = { exports: {} };
  const local = (name: string): unknown =>
    jest.requireActual(name.startsWith('.') ? join(dirname(path), name.replace(/\.js$/, '')) : name);
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the only way to run a source that stands in no file
  new Function('module', 'exports', 'require', code)(module, module.exports, local);
  return module.exports;
}
