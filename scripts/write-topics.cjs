/** `npm run docs:topics`: from the sources as they are, without a build. */
require('./typescript-hook.cjs');
require('../apps/all-in-one/src/topics/write-topics.ts');
