/**
 * Lets a worker thread load the TypeScript sources, as Jest does for the main thread: swc compiles to CommonJS, `.js` in
 * an import means the `.ts` beside it, `@rapport/x` means `libs/x`. For tests and scripts; what is built needs none of it.
 */
const { existsSync, readFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname, join } = require('node:path');
const { transformSync } = require('@swc/core');

const root = join(module.path, '..');
const resolveFilename = Module._resolveFilename;

Module._resolveFilename = function (request, parent, ...rest) {
  const lib = /^@rapport\/([^/]+)$/.exec(request);
  if (lib) return join(root, 'libs', lib[1], 'src/index.ts');
  if (/^\.{1,2}\//.test(request) && parent?.filename?.endsWith('.ts')) {
    const source = join(dirname(parent.filename), request.replace(/\.js$/, '.ts'));
    if (existsSync(source)) return source;
  }
  return resolveFilename.call(this, request, parent, ...rest);
};

Module._extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename,
    swcrc: false,
    module: { type: 'commonjs' },
    jsc: { target: 'es2023', parser: { syntax: 'typescript', decorators: true } },
  });
  module._compile(code, filename);
};
